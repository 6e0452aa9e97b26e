import { useLingui } from '@lingui/react/macro'
import { lazy, Suspense, useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { TemplatePanelArchiveMutation } from '../__generated__/TemplatePanelArchiveMutation.graphql'
import type { TemplatePanelQuery, TemplatePanelQuery$data } from '../__generated__/TemplatePanelQuery.graphql'
import css from '../book/Journeys.module.css'
import { Failure } from '../relay/failure'
import { useChange } from '../relay/useChange'
import { Button } from '../ui/Button'
import { ErrorState } from '../ui/ErrorState'
import { Section } from '../ui/Page'
import { SkeletonRows } from '../ui/Skeleton'
import { toast } from '../ui/Toasts'
import { useFailureText } from '../ui/useFailureText'
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
  const words = useFailureText()
  const places = useTemplatePlaces()
  const [turn, setTurn] = useState(0)
  const again = { fetchPolicy: turn ? 'network-only' : 'store-and-network', fetchKey: turn } as const
  const { journeyTemplate: found } = useLazyLoadQuery<TemplatePanelQuery>(query, { id }, again)
  const mayPublish = useRight('Mutation.publishJourneyTemplate')
  const mayArchive = useRight('Mutation.archiveJourneyTemplate')
  const [begun, setBegun] = useState<TemplateVersion | null>(null)
  const [run, busy] = useChange<TemplatePanelArchiveMutation>(archive)
  const newest = found?.versions[0]
  if (!found || !newest) return <ErrorState failure={new Failure('NOT_FOUND', '')} />
  const changed = () => {
    setTurn((n) => n + 1)
    onChanged()
  }
  const toggle = async () => {
    const archived = !found.archivedAt
    const outcome = await run({ input: { id: found.id, version: found.version, archived } })
    if (!outcome.ok) return toast(words(outcome.failure).title, 'bad')
    toast(archived ? t`Out of use; journeys that run by it go on.` : t`In use again.`)
    changed()
  }
  return (
    <>
      <Section
        title={t`In force: version ${newest.number}`}
        actions={
          <span className={css.acts}>
            {mayArchive && (
              <Button small busy={busy} onClick={() => void toggle()}>
                {found.archivedAt ? t`Use again` : t`Take out of use`}
              </Button>
            )}
            {mayPublish && !begun && (
              <Button small onClick={() => setBegun(newest)}>
                {found.draft ? t`Go on with the draft` : t`Edit the template`}
              </Button>
            )}
          </span>
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
              onPublished={() => {
                setBegun(null)
                changed()
              }}
              onClose={() => {
                setBegun(null)
                setTurn((n) => n + 1)
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
      </Section>
      <VersionList
        versions={found.versions}
        changesOf={(version) =>
          version.changes.map(({ path, before, after }) => ({
            label: places(contentOf(version.content), path),
            before: before ?? '',
            after: after ?? '',
          }))
        }
        onBegin={mayPublish ? setBegun : null}
      />
    </>
  )
}
