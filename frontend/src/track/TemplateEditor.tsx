import { useLingui } from '@lingui/react/macro'
import { Plus, Redo2, Undo2 } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { graphql } from 'react-relay'
import type { TemplateEditorDiscardMutation } from '../__generated__/TemplateEditorDiscardMutation.graphql'
import type { TemplateEditorDraftMutation } from '../__generated__/TemplateEditorDraftMutation.graphql'
import type { TemplateEditorMutation } from '../__generated__/TemplateEditorMutation.graphql'
import type { TemplateEditorQuery } from '../__generated__/TemplateEditorQuery.graphql'
import css from '../book/Journeys.module.css'
import { useAnswer } from '../relay/useAnswer'
import { useChange } from '../relay/useChange'
import { Button, IconButton } from '../ui/Button'
import { differing } from '../ui/DiffList'
import { Note } from '../ui/ErrorState'
import { NextVersion } from '../ui/NextVersion'
import { SkeletonRows } from '../ui/Skeleton'
import { Tabs } from '../ui/Tabs'
import { useFailureText } from '../ui/useFailureText'
import { useNarrow } from '../ui/useNarrow'
import { useUndo } from '../ui/useUndo'
import { NameFields } from './BothFields'
import type { Trial } from './canvas/board'
import { LossesEditor } from './LossesEditor'
import { StageEditor } from './StageEditor'
import type { TemplateDraft, TemplateVersion } from './TemplatePanel'
import { TemplateTrial } from './TemplateTrial'
import { contentOf, emptyStage, put, replaced, type TemplateContent } from './templateContent'
import { useTemplatePlaces } from './templatePlaces'

const TemplateCanvas = lazy(() =>
  import('./canvas/TemplateCanvas').then((loaded) => ({ default: loaded.TemplateCanvas })),
)

const preview = graphql`
  query TemplateEditorQuery($template: ID!, $content: JSON!) {
    previewJourneyTemplate(template: $template, content: $content) {
      running
      nodes
      stages {
        stage
        count
        stays
      }
      differences {
        path
        before
        after
      }
    }
  }
`
const save = graphql`
  mutation TemplateEditorDraftMutation($input: SaveJourneyDraftInput!) {
    saveJourneyDraft(input: $input) {
      draft {
        version
      }
    }
  }
`
const discard = graphql`
  mutation TemplateEditorDiscardMutation($input: DiscardJourneyDraftInput!) {
    discardJourneyDraft(input: $input) {
      id
    }
  }
`
const publish = graphql`
  mutation TemplateEditorMutation($input: PublishJourneyTemplateInput!) {
    publishJourneyTemplate(input: $input) {
      id
      number
    }
  }
`
type Props = {
  template: string
  from: TemplateVersion
  newest: TemplateVersion
  draft: TemplateDraft
  onPublished: () => void
  onClose: () => void
}

/** Edits the next version, says all the while what it changes and whom it is about, keeps a draft, puts it in force. */
export function TemplateEditor({ template, from, newest, draft, onPublished, onClose }: Props) {
  const { t } = useLingui()
  const begun = from.number === newest.number && draft ? draft : null
  const steps = useUndo<TemplateContent>(() => contentOf(begun?.content ?? from.content))
  const { value: content, type: setContent } = steps
  const [shape, setShape] = useState('form')
  const [trial, setTrial] = useState<Trial | null>(null)
  const narrow = useNarrow()
  const words = useFailureText()
  const places = useTemplatePlaces()
  const [runSave] = useChange<TemplateEditorDraftMutation>(save)
  const [runDiscard] = useChange<TemplateEditorDiscardMutation>(discard)
  const [runPublish] = useChange<TemplateEditorMutation>(publish)
  const answer = useAnswer<TemplateEditorQuery>(preview, { template, content })
  const told = answer && 'data' in answer ? answer.data.previewJourneyTemplate : null
  const { stages } = content
  const setStages = (next: TemplateContent['stages']) => setContent({ ...content, stages: next })
  const form = (
    <>
      <ol className={css.panel}>
        {stages.map((stage, n) => (
          <StageEditor
            key={stage.key}
            stage={stage}
            place={n + 1}
            onChange={(next) => setStages(replaced(stages, n, next))}
            onUp={n > 0 ? () => setStages(put(stages, n, n - 1)) : null}
            onDown={n < stages.length - 1 ? () => setStages(put(stages, n, n + 1)) : null}
            onRemove={() => setStages(stages.filter((_, at) => at !== n))}
          />
        ))}
      </ol>
      <div>
        <Button
          small
          look="quiet"
          disabled={stages.length >= 20}
          onClick={() => setStages([...stages, emptyStage(stages)])}
        >
          <Plus size={13} aria-hidden="true" />
          {t`Add a stage`}
        </Button>
      </div>
    </>
  )
  const drawing = (
    <Suspense fallback={<SkeletonRows rows={8} />}>
      <TemplateCanvas
        stages={stages}
        trial={trial}
        onChange={(next) => steps.set({ ...content, stages: next })}
        onUndo={steps.undo}
        onRedo={steps.redo}
      />
    </Suspense>
  )
  const lost = told?.stages.filter(({ stays }) => !stays) ?? []
  const effect = told && (
    <p role="status">
      {t`${told.running} running journeys keep their version until they are brought to this one. ${told.nodes} tasks in all.`}{' '}
      {lost.length > 0 &&
        t`Stages that journeys are in and this version does not have: ${lost.map(({ stage, count }) => `${stage} (${count})`).join(', ')}.`}
    </p>
  )
  return (
    <NextVersion
      newest={newest}
      draft={draft}
      goesOn={begun !== null}
      ready={told !== null && told.differences.length > 0}
      differences={() => differing(told?.differences ?? [], '—', (path) => places(content, path))}
      effect={effect}
      save={async (version) => {
        const outcome = await runSave({ input: { template, content, base: newest.number, version } })
        return outcome.ok ? { ok: true, data: outcome.data.saveJourneyDraft?.draft?.version } : outcome
      }}
      discard={(version) => runDiscard({ input: { template, draft: version } })}
      onDiscarded={() => steps.reset(contentOf(newest.content))}
      publish={(note) => runPublish({ input: { template, content, base: newest.number, note } })}
      done={t`In force: journeys that start go by it.`}
      onPublished={onPublished}
      onClose={onClose}
    >
      <NameFields value={content} onChange={(more) => setContent({ ...content, ...more })} />
      <div className={css.tools}>
        <IconButton small label={t`Undo`} disabled={!steps.undo} onClick={() => steps.undo?.()}>
          <Undo2 size={15} aria-hidden="true" />
        </IconButton>
        <IconButton small label={t`Redo`} disabled={!steps.redo} onClick={() => steps.redo?.()}>
          <Redo2 size={15} aria-hidden="true" />
        </IconButton>
        <TemplateTrial template={template} content={content} onTried={setTrial} />
      </div>
      <Tabs
        label={t`How the template is edited`}
        value={narrow ? 'form' : shape}
        onChange={setShape}
        tabs={[
          { id: 'form', title: t`As a list`, body: () => form },
          ...(narrow ? [] : [{ id: 'canvas', title: t`As a drawing`, body: () => drawing }]),
        ]}
      />
      <LossesEditor losses={content.losses} onChange={(losses) => setContent({ ...content, losses })} />
      {answer && 'failure' in answer ? <Note tone="warn">{words(answer.failure).title}</Note> : effect}
    </NextVersion>
  )
}
