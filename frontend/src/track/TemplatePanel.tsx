import { useLingui } from '@lingui/react/macro'
import { lazy, Suspense } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { TemplatePanelArchiveMutation } from '../__generated__/TemplatePanelArchiveMutation.graphql'
import type { TemplatePanelQuery, TemplatePanelQuery$data } from '../__generated__/TemplatePanelQuery.graphql'
import css from '../book/Journeys.module.css'
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
import { StageView } from './StageView'
import { contentOf } from './templateContent'
import { useTemplatePlaces } from './templatePlaces'

const TemplateEditor = lazy(() => import('./TemplateEditor').then((loaded) => ({ default: loaded.TemplateEditor })))

const query = graphql`
  query TemplatePanelQuery($id: ID!) {
    journeyTemplate(id: $id) {
      id
      version
      number
      archivedAt
      relation
      team {
        id
      }
      stages {
        key
        ...StageView_stage
      }
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
  mutation TemplatePanelArchiveMutation($input: ArchiveJourneyTemplateInput!) {
    archiveJourneyTemplate(input: $input) {
      id
      version
      archivedAt
    }
  }
`
type Template = NonNullable<TemplatePanelQuery$data['journeyTemplate']>
export type TemplateVersion = Template['versions'][number]
export type TemplateDraft = Template['draft']

/** What a template says, its editor, and its versions; an earlier one can be begun from, to go back to it. */
export function TemplatePanel({ id, onChanged }: { id: string; onChanged: () => void }) {
  const { t } = useLingui()
  const places = useTemplatePlaces()
  const next = useBegun<TemplateVersion>(onChanged)
  const { begun, begin } = next
  const { journeyTemplate: found } = useLazyLoadQuery<TemplatePanelQuery>(query, { id }, next.again)
  const mayPublish = useRight('Mutation.publishJourneyTemplate')
  const mayArchive = useRight('Mutation.archiveJourneyTemplate')
  const [run, busy] = useChange<TemplatePanelArchiveMutation>(archive)
  const newest = found?.versions[0]
  if (!found || !newest) return <ErrorState failure={new Failure('NOT_FOUND', '')} />
  return (
    <>
      <InForce
        present={newest}
        edit={found.draft ? t`Go on with the draft` : t`Edit the template`}
        onEdit={mayPublish && !begun ? () => begin(newest) : null}
        more={
          mayArchive && (
            <ArchiveButton
              archivedAt={found.archivedAt}
              busy={busy}
              run={(archived) => run({ input: { id: found.id, version: found.version, archived } })}
              gone={t`Out of use; journeys that run by it go on.`}
              onDone={next.changed}
            />
          )
        }
      >
        {begun ? (
          <Suspense fallback={<SkeletonRows rows={8} />}>
            <TemplateEditor
              key={begun.number}
              template={found.id}
              from={begun}
              newest={newest}
              draft={found.draft}
              onPublished={next.published}
              onClose={() => {
                next.close()
                next.read()
              }}
            />
          </Suspense>
        ) : (
          <ol className={css.panel}>
            {found.stages.map((stage) => (
              <StageView key={stage.key} stage={stage} />
            ))}
          </ol>
        )}
      </InForce>
      <VersionList
        versions={found.versions}
        changesOf={(version) => differing(version.changes, '', (path) => places(contentOf(version.content), path))}
        onBegin={mayPublish ? begin : null}
      />
    </>
  )
}
