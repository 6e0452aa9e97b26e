import { useLingui } from '@lingui/react/macro'
import { lazy, Suspense } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { RequestTypePanelArchiveMutation } from '../__generated__/RequestTypePanelArchiveMutation.graphql'
import type { RequestTypePanelQuery, RequestTypePanelQuery$data } from '../__generated__/RequestTypePanelQuery.graphql'
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
import { RequestTypeSaid } from './RequestTypeSaid'
import { differencesOf, typeOf } from './typeContent'

const RequestTypeEditor = lazy(() => import('./RequestTypeEditor').then((m) => ({ default: m.RequestTypeEditor })))

const query = graphql`
  query RequestTypePanelQuery($id: ID!) {
    requestType(id: $id) {
      id
      version
      number
      archivedAt
      versions {
        number
        content
        note
        publishedAt
        publishedBy {
          name
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
  mutation RequestTypePanelArchiveMutation($input: ArchiveRequestTypeInput!) {
    archiveRequestType(input: $input) {
      id
      version
      archivedAt
    }
  }
`
type Type = NonNullable<RequestTypePanelQuery$data['requestType']>
export type TypeVersion = Type['versions'][number]
export type TypeDraft = Type['draft']

/** What a type says, its editor, and its versions; an earlier one can be begun from, to go back to it. */
export function RequestTypePanel({ id, onChanged }: { id: string; onChanged: () => void }) {
  const { t } = useLingui()
  const next = useBegun<TypeVersion>(onChanged)
  const { begun, begin } = next
  const { requestType: found } = useLazyLoadQuery<RequestTypePanelQuery>(query, { id }, next.again)
  const mayPublish = useRight('Mutation.publishRequestType')
  const mayArchive = useRight('Mutation.archiveRequestType')
  const [run, busy] = useChange<RequestTypePanelArchiveMutation>(archive)
  const newest = found?.versions[0]
  if (!found || !newest) return <ErrorState failure={new Failure('NOT_FOUND', '')} />
  const before = (version: TypeVersion) => found.versions.find(({ number }) => number === version.number - 1)
  return (
    <>
      <InForce
        present={newest}
        edit={found.draft ? t`Go on with the draft` : t`Edit the type`}
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
            <RequestTypeEditor
              key={begun.number}
              type={found.id}
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
            <RequestTypeSaid content={typeOf(newest.content)} />
          )}
        </Suspense>
      </InForce>
      <VersionList
        versions={found.versions}
        changesOf={(version) => {
          const old = before(version)
          return old ? differing(differencesOf(typeOf(old.content), typeOf(version.content)), '') : []
        }}
        onBegin={mayPublish ? begin : null}
      />
    </>
  )
}
