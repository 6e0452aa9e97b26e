import { useLingui } from '@lingui/react/macro'
import { useParams } from '@tanstack/react-router'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { ProductPageQuery } from '../__generated__/ProductPageQuery.graphql'
import { decimal } from '../format/money'
import { paths } from '../paths'
import { Failure } from '../relay/failure'
import { Badge } from '../ui/Badge'
import { Boundary } from '../ui/Boundary'
import { Breadcrumbs } from '../ui/Breadcrumbs'
import { ErrorState, Note } from '../ui/ErrorState'
import { usePageTitle } from '../ui/Page'
import { SkeletonRows } from '../ui/Skeleton'
import { type Tab, Tabs } from '../ui/Tabs'
import { useSearchValues, useSetSearch } from '../viewer/url'
import { useRight } from '../viewer/Viewer'
import { useFundWords } from './fundWords'
import { ProductState, StaleBadge } from './ProductBadges'
import { ProductHistory } from './ProductHistory'
import { ProductHolders } from './ProductHolders'
import { ProductNavs } from './ProductNavs'
import css from './ProductPage.module.css'
import { ProductTerms } from './ProductTerms'
import { useWords } from './words'

const query = graphql`
  query ProductPageQuery($id: ID!) {
    product(id: $id) {
      id
      code
      name
      status
      riskLevel
      strategy
      currency
      nav
      navDate
      navStale
      navInterval
      inception
    }
  }
`

/** Everything about one fund. The tab is in the URL. */
export function ProductPage() {
  const { productId } = useParams({ strict: false }) as { productId: string }
  return <Whole key={productId} id={productId} />
}

function Whole({ id }: { id: string }) {
  const { t, i18n } = useLingui()
  const { word } = useWords()
  const { word: fundWord } = useFundWords()
  const { product } = useLazyLoadQuery<ProductPageQuery>(query, { id }, { fetchPolicy: 'store-and-network' })
  const mayHolders = useRight('Query.holders')
  const mayHistory = useRight('Query.fundHistory')
  const values = useSearchValues()
  const setSearch = useSetSearch()
  usePageTitle(product?.name ?? t`Fund`)
  if (!product) return <ErrorState page failure={new Failure('NOT_FOUND', '')} />
  const tabs: Tab[] = [
    { id: 'nav', title: t`NAV`, body: () => <ProductNavs id={id} /> },
    { id: 'terms', title: t`Terms and open days`, body: () => <ProductTerms id={id} /> },
    ...(mayHolders ? [{ id: 'holders', title: t`Holders`, body: () => <ProductHolders id={id} /> }] : []),
    ...(mayHistory ? [{ id: 'history', title: t`Changes`, body: () => <ProductHistory id={id} /> }] : []),
  ]
  const tab = tabs.some((each) => each.id === values.tab) ? (values.tab ?? 'nav') : 'nav'
  return (
    <article className={css.page}>
      <Breadcrumbs crumbs={[{ title: t`Funds`, to: paths.products() }, { title: product.name }]} />
      <header className={css.head}>
        <div>
          <h1>{product.name}</h1>
          <p className={css.badges}>
            <span className="figure">{product.code}</span>
            <ProductState status={product.status} />
            {product.riskLevel && <Badge>{product.riskLevel}</Badge>}
            {product.strategy && <span>{word('strategies', product.strategy)}</span>}
          </p>
        </div>
        <dl className={css.latest}>
          <dt>{t`Latest NAV`}</dt>
          <dd className="figure">{decimal(product.nav, i18n.locale, 4)}</dd>
          <dd className={css.meta}>
            {product.navDate ?? '—'} {product.navStale && <StaleBadge />}
          </dd>
        </dl>
      </header>
      {product.navStale && (
        <Note tone="warn">
          {t`The NAV is older than this fund's interval (${fundWord('navIntervals', product.navInterval ?? '')}) and its days of grace allow. Values and returns use the last one.`}
        </Note>
      )}
      <Tabs
        label={t`About the fund`}
        value={tab}
        onChange={(next) => setSearch({ tab: next === 'nav' ? null : next })}
        tabs={tabs.map((each) => ({
          ...each,
          body: () => <Boundary fallback={<SkeletonRows rows={6} />}>{each.body()}</Boundary>,
        }))}
      />
    </article>
  )
}
