import { useLingui } from '@lingui/react/macro'
import { lazy, Suspense } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { ForbiddenWordsPageQuery } from '../__generated__/ForbiddenWordsPageQuery.graphql'
import css from '../book/Proposals.module.css'
import { wordsOf } from '../book/proposalStyle'
import { useProposalWords } from '../book/proposalWords'
import { paths } from '../paths'
import { Badge } from '../ui/Badge'
import { Boundary } from '../ui/Boundary'
import { buttonClass } from '../ui/Button'
import { DataTable, wideCell } from '../ui/DataTable'
import { EmptyState } from '../ui/EmptyState'
import { InForce } from '../ui/InForce'
import { Link } from '../ui/Link'
import { Page } from '../ui/Page'
import { SkeletonRows } from '../ui/Skeleton'
import { useBegun } from '../ui/useBegun'
import { useRight } from '../viewer/Viewer'
import type { Begun } from './ProposalStylePage'
import { WordsTrial } from './WordsTrial'

const ForbiddenWordsEditor = lazy(() =>
  import('./ForbiddenWordsEditor').then((loaded) => ({ default: loaded.ForbiddenWordsEditor })),
)
const ForbiddenWordsVersions = lazy(() =>
  import('./ForbiddenWordsVersions').then((loaded) => ({ default: loaded.ForbiddenWordsVersions })),
)

const query = graphql`
  query ForbiddenWordsPageQuery {
    forbiddenWords {
      number
      content
    }
  }
`

/** Words that texts for clients must not use: the list in force, a trial, its editor, and the versions before. */
export function ForbiddenWordsPage() {
  const { t } = useLingui()
  return (
    <Page
      title={t`Forbidden words`}
      padded
      actions={
        <Link to={paths.proposals()} className={buttonClass('plain')}>
          {t`All proposals`}
        </Link>
      }
    >
      <Boundary fallback={<SkeletonRows rows={8} />}>
        <List />
      </Boundary>
    </Page>
  )
}

function List() {
  const { t } = useLingui()
  const { zh } = useProposalWords()
  const { begun, begin, turn, again, published, close } = useBegun<Begun>()
  const { forbiddenWords } = useLazyLoadQuery<ForbiddenWordsPageQuery>(query, {}, again)
  const mayPublish = useRight('Mutation.publishForbiddenWords')
  const mayVersions = useRight('Query.forbiddenWordsVersions')
  if (!forbiddenWords) return <EmptyState scene="list" title={t`The firm has no list of words yet.`} />
  const words = wordsOf(forbiddenWords.content)
  if (begun)
    return (
      <Suspense fallback={<SkeletonRows rows={8} />}>
        <ForbiddenWordsEditor from={begun} newest={forbiddenWords} onPublished={published} onClose={close} />
      </Suspense>
    )
  return (
    <div className={css.view}>
      <WordsTrial content={null} />
      <InForce present={forbiddenWords} edit={t`Edit`} onEdit={mayPublish ? () => begin(forbiddenWords) : null}>
        <DataTable
          label={t`Words in force`}
          heads={[
            { id: 'word', title: t`Word` },
            { id: 'severity', title: t`What happens` },
            { id: 'why', title: t`Why` },
            { id: 'except', title: t`But not in`, wide: true },
          ]}
        >
          {words.map((each) => (
            <tr key={each.word}>
              <td>{each.word}</td>
              <td>
                {each.severity === 'refuse' ? (
                  <Badge hue="red">{t({ message: 'Refused', context: 'word' })}</Badge>
                ) : (
                  <Badge hue="amber">{t({ message: 'Pointed at', context: 'word' })}</Badge>
                )}
              </td>
              <td>{zh ? each.zh : each.en}</td>
              <td className={wideCell}>{each.exceptions.join('、') || '—'}</td>
            </tr>
          ))}
        </DataTable>
      </InForce>
      {mayVersions && (
        <Suspense fallback={<SkeletonRows rows={3} />}>
          <ForbiddenWordsVersions turn={turn} onBegin={mayPublish ? begin : null} />
        </Suspense>
      )}
    </div>
  )
}
