import { useLingui } from '@lingui/react/macro'
import { lazy, Suspense } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { ApprovalKindPanelArchiveMutation } from '../__generated__/ApprovalKindPanelArchiveMutation.graphql'
import type {
  ApprovalKindPanelQuery,
  ApprovalKindPanelQuery$data,
} from '../__generated__/ApprovalKindPanelQuery.graphql'
import css from '../book/Approvals.module.css'
import { useApprovalWords } from '../book/approvalWords'
import { useBoth } from '../book/journeyWords'
import { Failure } from '../relay/failure'
import { useChange } from '../relay/useChange'
import { ArchiveButton } from '../ui/ArchiveButton'
import { differing } from '../ui/DiffList'
import { ErrorState } from '../ui/ErrorState'
import { InForce } from '../ui/InForce'
import { SkeletonRows } from '../ui/Skeleton'
import { useBegun } from '../ui/useBegun'
import { VersionList } from '../ui/VersionList'
import { useRight } from '../viewer/Viewer'
import { kindOf } from './approvalContent'
import { useGuardWords } from './useGuardWords'
import { useSignerItems } from './useSignerItems'

const ApprovalKindEditor = lazy(() =>
  import('./ApprovalKindEditor').then((loaded) => ({ default: loaded.ApprovalKindEditor })),
)

const query = graphql`
  query ApprovalKindPanelQuery($id: ID!) {
    approvalKind(id: $id) {
      id
      version
      number
      about
      archivedAt
      guardable
      versions {
        number
        content
        note
        publishedAt
        publishedBy {
          name
        }
        changes {
          path
          before
          after
        }
      }
      draft {
        version
        base
        content
      }
    }
  }
`
const archive = graphql`
  mutation ApprovalKindPanelArchiveMutation($input: ArchiveApprovalKindInput!) {
    archiveApprovalKind(input: $input) {
      id
      version
      archivedAt
    }
  }
`
type Kind = NonNullable<ApprovalKindPanelQuery$data['approvalKind']>
export type KindVersion = Kind['versions'][number]
export type KindDraft = Kind['draft']

/** What a kind says, its editor, and its versions; an earlier one can be begun from, to go back to it. */
export function ApprovalKindPanel({ id, onChanged }: { id: string; onChanged: () => void }) {
  const { t } = useLingui()
  const next = useBegun<KindVersion>(onChanged)
  const { begun, begin } = next
  const { approvalKind: found } = useLazyLoadQuery<ApprovalKindPanelQuery>(query, { id }, next.again)
  const mayPublish = useRight('Mutation.publishApprovalKind')
  const mayArchive = useRight('Mutation.archiveApprovalKind')
  const [run, busy] = useChange<ApprovalKindPanelArchiveMutation>(archive)
  const newest = found?.versions[0]
  if (!found || !newest) return <ErrorState failure={new Failure('NOT_FOUND', '')} />
  return (
    <>
      <InForce
        present={newest}
        edit={found.draft ? t`Go on with the draft` : t`Edit the kind`}
        onEdit={mayPublish && !begun ? () => begin(newest) : null}
        more={
          mayArchive && (
            <ArchiveButton
              archivedAt={found.archivedAt}
              busy={busy}
              run={(archived) => run({ input: { id: found.id, version: found.version, archived } })}
              gone={t`Out of use; what was asked by it goes on.`}
              onDone={next.changed}
            />
          )
        }
      >
        <Suspense fallback={<SkeletonRows rows={6} />}>
          {begun ? (
            <ApprovalKindEditor
              key={begun.number}
              kind={found.id}
              guardable={found.guardable}
              from={begun}
              newest={newest}
              draft={found.draft}
              onPublished={next.published}
              onClose={() => {
                next.close()
                next.read()
              }}
            />
          ) : (
            <Said content={newest.content} />
          )}
        </Suspense>
      </InForce>
      <VersionList
        versions={found.versions}
        changesOf={(version) => differing(version.changes, '')}
        onBegin={mayPublish ? begin : null}
      />
    </>
  )
}

function Said({ content }: { content: unknown }) {
  const { t } = useLingui()
  const both = useBoth()
  const words = useApprovalWords()
  const guards = useGuardWords()
  const people = useSignerItems()
  const kind = kindOf(content)
  const named = (rule: string) => people.find(({ value }) => value === rule)?.label ?? rule
  return (
    <>
      <p className={css.meta}>
        {[
          words.about(kind.subject),
          kind.expires != null && t`lapses after ${kind.expires} days`,
          kind.guarded.length > 0 &&
            t`voided by a change of ${kind.guarded.map((key) => guards(kind.subject, key)).join(', ')}`,
          kind.copies.length > 0 && t`copies to ${kind.copies.map(named).join(', ')}`,
        ]
          .filter(Boolean)
          .join(' · ')}
      </p>
      <p>{t`Form: ${kind.form.map((field) => (field.required ? `${both(field)} *` : both(field))).join(', ') || '—'}`}</p>
      <ol className={css.steps}>
        {kind.steps.map((step) => (
          <li key={step.key} className={css.step}>
            <h4>{both(step)}</h4>
            <span className={css.meta}>
              {[
                step.approvers.map(named).join(', '),
                step.mode === 'quorum' ? t`${step.quorum ?? 1} have to agree` : words.mode(step.mode),
                t`${step.days} workdays`,
                step.with_previous && t`at the same time as the step before`,
              ]
                .filter(Boolean)
                .join(' · ')}
            </span>
          </li>
        ))}
      </ol>
    </>
  )
}
