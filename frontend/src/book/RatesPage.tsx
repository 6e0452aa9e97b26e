import { useLingui } from '@lingui/react/macro'
import { lazy, Suspense, useState } from 'react'
import { graphql, useLazyLoadQuery, usePaginationFragment } from 'react-relay'
import type { RatesPage_query$key } from '../__generated__/RatesPage_query.graphql'
import type { RatesPagePageQuery } from '../__generated__/RatesPagePageQuery.graphql'
import type { RatesPageQuery } from '../__generated__/RatesPageQuery.graphql'
import { decimal } from '../format/money'
import { Boundary } from '../ui/Boundary'
import { Button } from '../ui/Button'
import { Choice } from '../ui/Choice'
import { DataTable, endCell, LoadMore } from '../ui/DataTable'
import { EmptyState } from '../ui/EmptyState'
import { Moment } from '../ui/Moment'
import { SkeletonRows } from '../ui/Skeleton'
import { useSearchValues, useSetSearch } from '../viewer/url'
import { useRight } from '../viewer/Viewer'
import { BooksPage } from './BooksPage'
import css from './BooksPage.module.css'
import { FOREIGN } from './currencies'

const query = graphql`
  query RatesPageQuery($currency: String) {
    ...RatesPage_query @arguments(currency: $currency)
  }
`
const fragment = graphql`
  fragment RatesPage_query on Query
  @argumentDefinitions(
    currency: { type: "String" }
    first: { type: "Int", defaultValue: 50 }
    after: { type: "String" }
  )
  @refetchable(queryName: "RatesPagePageQuery") {
    exchangeRates(currency: $currency, first: $first, after: $after)
      @connection(key: "RatesPage_exchangeRates", filters: ["currency"]) {
      totalCount
      edges {
        node {
          id
          currency
          date
          rate
          publishedAt
          source
        }
      }
    }
  }
`
const RateDialog = lazy(() => import('./RateDialog').then((loaded) => ({ default: loaded.RateDialog })))

export type Rate = { currency: string | null; date: string | null; rate: string | null }

/** Exchange rates to the yuan as they are known now; a correction keeps the earlier figure for figures of that time. */
export function RatesPage() {
  const { t } = useLingui()
  const values = useSearchValues()
  const setSearch = useSetSearch()
  const mayPublish = useRight('Mutation.publishRate')
  const [turn, setTurn] = useState(0)
  const [editing, setEditing] = useState<Rate | null>(null)
  const currency = FOREIGN.find((each) => each === values.currency) ?? null
  return (
    <BooksPage
      title={t`Exchange rates`}
      actions={
        mayPublish && (
          <Button look="primary" onClick={() => setEditing({ currency, date: null, rate: null })}>
            {t`Publish a rate`}
          </Button>
        )
      }
    >
      <div className={css.tools}>
        <Choice
          label={t`Currency`}
          clearable
          placeholder={t`All`}
          value={currency}
          onChange={(next) => setSearch({ currency: next })}
          items={FOREIGN.map((value) => ({ value, label: value }))}
        />
      </div>
      {editing && (
        <Suspense fallback={null}>
          <RateDialog edited={editing} onDone={() => setTurn(turn + 1)} onClose={() => setEditing(null)} />
        </Suspense>
      )}
      <Boundary fallback={<SkeletonRows rows={8} />}>
        <List currency={currency} turn={turn} onCorrect={mayPublish ? setEditing : null} />
      </Boundary>
    </BooksPage>
  )
}

type ListProps = { currency: string | null; turn: number; onCorrect: ((rate: Rate) => void) | null }

function List({ currency, turn, onCorrect }: ListProps) {
  const { t, i18n } = useLingui()
  const whole = useLazyLoadQuery<RatesPageQuery>(
    query,
    { currency },
    { fetchPolicy: 'store-and-network', fetchKey: turn },
  )
  const page = usePaginationFragment<RatesPagePageQuery, RatesPage_query$key>(fragment, whole)
  const { edges, totalCount } = page.data.exchangeRates
  if (edges.length === 0)
    return (
      <EmptyState scene={currency ? 'filter' : 'list'} title={t`No exchange rate has been published.`}>
        {t`Funds in other currencies need the rate of each day on which something happens.`}
      </EmptyState>
    )
  return (
    <>
      <DataTable
        label={t`Exchange rates`}
        heads={[
          { id: 'day', title: t`Date` },
          { id: 'currency', title: t`Currency` },
          { id: 'rate', title: t`CNY for one`, end: true },
          { id: 'known', title: t`Published` },
          { id: 'source', title: t`Source` },
          ...(onCorrect ? [{ id: 'act', title: t`Actions` }] : []),
        ]}
      >
        {edges.map(({ node }) => (
          <tr key={node.id}>
            <td className={css.name}>{node.date}</td>
            <td>{node.currency}</td>
            <td className={endCell}>{decimal(node.rate, i18n.locale, 4)}</td>
            <td>
              <Moment at={node.publishedAt} />
            </td>
            <td>{node.source === 'manual' ? t`by hand` : t`by file`}</td>
            {onCorrect && (
              <td>
                <Button
                  small
                  look="quiet"
                  aria-label={t`Correct ${node.currency ?? ''} of ${node.date ?? ''}`}
                  onClick={() =>
                    onCorrect({ currency: node.currency ?? null, date: node.date ?? null, rate: node.rate ?? null })
                  }
                >
                  {t`Correct`}
                </Button>
              </td>
            )}
          </tr>
        ))}
      </DataTable>
      <LoadMore
        hasNext={page.hasNext}
        loading={page.isLoadingNext}
        onMore={() => page.loadNext(50)}
        shown={edges.length}
        total={totalCount}
      />
    </>
  )
}
