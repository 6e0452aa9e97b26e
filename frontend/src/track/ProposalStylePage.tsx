import { useLingui } from '@lingui/react/macro'
import { lazy, Suspense } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { ProposalStylePageQuery } from '../__generated__/ProposalStylePageQuery.graphql'
import css from '../book/Proposals.module.css'
import { styleOf } from '../book/proposalStyle'
import { useProposalWords } from '../book/proposalWords'
import { paths } from '../paths'
import { Boundary } from '../ui/Boundary'
import { buttonClass } from '../ui/Button'
import { EmptyState } from '../ui/EmptyState'
import { InForce } from '../ui/InForce'
import { Link } from '../ui/Link'
import { Page } from '../ui/Page'
import { SkeletonRows } from '../ui/Skeleton'
import { useBegun } from '../ui/useBegun'
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
    <Page
      title={t`Brand and texts`}
      padded
      actions={
        <Link to={paths.proposals()} className={buttonClass('plain')}>
          {t`All proposals`}
        </Link>
      }
    >
      <Boundary fallback={<SkeletonRows rows={8} />}>
        <Style />
      </Boundary>
    </Page>
  )
}

function Style() {
  const { t } = useLingui()
  const words = useProposalWords()
  const { begun, begin, turn, again, published, close } = useBegun<Begun>()
  const { proposalStyle } = useLazyLoadQuery<ProposalStylePageQuery>(query, {}, again)
  const mayPublish = useRight('Mutation.publishProposalStyle')
  const mayVersions = useRight('Query.proposalStyleVersions')
  const mayPreview = useRight('Query.previewProposalStyle')
  if (!proposalStyle) return <EmptyState scene="list" title={t`The firm has no style of proposals yet.`} />
  const style = styleOf(proposalStyle.content)
  if (begun)
    return (
      <Suspense fallback={<SkeletonRows rows={8} />}>
        <ProposalStyleEditor from={begun} newest={proposalStyle} onPublished={published} onClose={close} />
      </Suspense>
    )
  return (
    <div className={css.split}>
      <div className={css.side}>
        <InForce present={proposalStyle} edit={t`Edit`} onEdit={mayPublish ? () => begin(proposalStyle) : null}>
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
        </InForce>
        {mayVersions && (
          <Suspense fallback={<SkeletonRows rows={3} />}>
            <ProposalStyleVersions turn={turn} onBegin={mayPublish ? begin : null} />
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
