import { useLingui } from '@lingui/react/macro'
import { lazy, Suspense, useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { ProposalStylePageQuery } from '../__generated__/ProposalStylePageQuery.graphql'
import css from '../book/Proposals.module.css'
import { styleOf } from '../book/proposalStyle'
import { useProposalWords } from '../book/proposalWords'
import { paths } from '../paths'
import { Boundary } from '../ui/Boundary'
import { Button } from '../ui/Button'
import { EmptyState } from '../ui/EmptyState'
import { Link } from '../ui/Link'
import { Page, Section } from '../ui/Page'
import { SkeletonRows } from '../ui/Skeleton'
import { useRight } from '../viewer/Viewer'
import { StylePages } from './StylePages'

const ProposalStyleEditor = lazy(() =>
  import('./ProposalStyleEditor').then((loaded) => ({ default: loaded.ProposalStyleEditor })),
)
const ProposalStyleVersions = lazy(() =>
  import('./ProposalStyleVersions').then((loaded) => ({ default: loaded.ProposalStyleVersions })),
)

const query = graphql`
  query ProposalStylePageQuery {
    proposalStyle {
      number
      content
      publishedAt
    }
  }
`
export type Begun = { number: number; content: unknown }

/** Brand, letters and texts of proposals in force, their editor, and the versions before. */
export function ProposalStylePage() {
  const { t } = useLingui()
  return (
    <Page title={t`Brand and texts`} padded actions={<Link to={paths.proposals()}>{t`All proposals`}</Link>}>
      <Boundary fallback={<SkeletonRows rows={8} />}>
        <Style />
      </Boundary>
    </Page>
  )
}

function Style() {
  const { t } = useLingui()
  const words = useProposalWords()
  const [made, setMade] = useState(0)
  const { proposalStyle } = useLazyLoadQuery<ProposalStylePageQuery>(
    query,
    {},
    { fetchPolicy: made ? 'network-only' : 'store-and-network', fetchKey: made },
  )
  const mayPublish = useRight('Mutation.publishProposalStyle')
  const mayVersions = useRight('Query.proposalStyleVersions')
  const mayPreview = useRight('Query.previewProposalStyle')
  const [begun, setBegun] = useState<Begun | null>(null)
  if (!proposalStyle) return <EmptyState scene="list" title={t`The firm has no style of proposals yet.`} />
  const style = styleOf(proposalStyle.content)
  const published = () => {
    setBegun(null)
    setMade((n) => n + 1)
  }
  if (begun)
    return (
      <Suspense fallback={<SkeletonRows rows={8} />}>
        <ProposalStyleEditor
          from={begun}
          newest={proposalStyle}
          onPublished={published}
          onClose={() => setBegun(null)}
        />
      </Suspense>
    )
  return (
    <div className={css.split}>
      <div className={css.side}>
        <Section
          title={t`In force: version ${proposalStyle.number}`}
          actions={mayPublish && <Button small onClick={() => setBegun(proposalStyle)}>{t`Edit`}</Button>}
        >
          <dl className={css.facts}>
            <div>
              <dt>{t`Name on the paper`}</dt>
              <dd>{words.zh ? style.brand.zh : style.brand.en}</dd>
            </div>
            <div>
              <dt>{t`Colours`}</dt>
              <dd>
                {[style.brand.colour, style.brand.accent].map((colour) => (
                  <span key={colour}>
                    <span className={css.swatch} style={{ background: colour }} /> {colour}{' '}
                  </span>
                ))}
              </dd>
            </div>
            <div>
              <dt>{t`Valid for`}</dt>
              <dd>{t`${style.days} days`}</dd>
            </div>
            <div>
              <dt>{t`Letters`}</dt>
              <dd>{style.letters.map(({ name }) => (words.zh ? name.zh : name.en)).join('、')}</dd>
            </div>
          </dl>
        </Section>
        {mayVersions && (
          <Suspense fallback={<SkeletonRows rows={3} />}>
            <ProposalStyleVersions turn={made} onBegin={mayPublish ? setBegun : null} />
          </Suspense>
        )}
      </div>
      {mayPreview && (
        <Boundary fallback={<SkeletonRows rows={12} />}>
          <StylePages content={proposalStyle.content} />
        </Boundary>
      )}
    </div>
  )
}
