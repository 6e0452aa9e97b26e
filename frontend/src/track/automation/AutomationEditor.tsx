import { useLingui } from '@lingui/react/macro'
import { lazy, Suspense, useState } from 'react'
import { graphql } from 'react-relay'
import type { AutomationEditorDiscardMutation } from '../../__generated__/AutomationEditorDiscardMutation.graphql'
import type { AutomationEditorDraftMutation } from '../../__generated__/AutomationEditorDraftMutation.graphql'
import type { AutomationEditorMutation } from '../../__generated__/AutomationEditorMutation.graphql'
import type { AutomationEditorQuery } from '../../__generated__/AutomationEditorQuery.graphql'
import css from '../../book/Journeys.module.css'
import { useAnswer } from '../../relay/useAnswer'
import { useChange } from '../../relay/useChange'
import { Button } from '../../ui/Button'
import { Note } from '../../ui/ErrorState'
import { Section } from '../../ui/Page'
import { ReviewDialog } from '../../ui/ReviewDialog'
import { SkeletonRows } from '../../ui/Skeleton'
import { Tabs } from '../../ui/Tabs'
import { TextField } from '../../ui/TextField'
import { toast } from '../../ui/Toasts'
import { useFailureText } from '../../ui/useFailureText'
import { useUndo } from '../../ui/useUndo'
import { NameFields } from '../BothFields'
import type { AutomationDraft, Begun } from './AutomationPage'
import own from './Automations.module.css'
import { type AutomationContent, contentOf } from './content'
import { differences } from './differences'
import { FlowEditor } from './FlowEditor'
import { LimitsForm } from './LimitsForm'
import { usePlaces } from './usePlaces'

const DryRun = lazy(() => import('./DryRun').then((loaded) => ({ default: loaded.DryRun })))
const ClientTest = lazy(() => import('./ClientTest').then((loaded) => ({ default: loaded.ClientTest })))

const preview = graphql`
  query AutomationEditorQuery($content: JSON!) {
    previewAutomation(content: $content) {
      sentence
      problems {
        path
        message
      }
      rights
    }
  }
`
const save = graphql`
  mutation AutomationEditorDraftMutation($input: SaveAutomationDraftInput!) {
    saveAutomationDraft(input: $input) {
      draft {
        version
      }
    }
  }
`
const discard = graphql`
  mutation AutomationEditorDiscardMutation($input: DiscardAutomationDraftInput!) {
    discardAutomationDraft(input: $input) {
      id
    }
  }
`
const publish = graphql`
  mutation AutomationEditorMutation($input: PublishAutomationInput!) {
    publishAutomation(input: $input) {
      id
      number
      zh
      en
      kind
      content
    }
  }
`
type Props = {
  automation: string
  from: Begun
  newest: Begun
  draft: AutomationDraft
  draftVersion: number
  onPublished: () => void
  onClose: () => void
}

/** Edits the next version, says all the while what it does and what is wrong with it, tries it, puts it in force. */
export function AutomationEditor({ automation, from, newest, draft, draftVersion, onPublished, onClose }: Props) {
  const { t } = useLingui()
  const words = useFailureText()
  const places = usePlaces()
  const steps = useUndo<AutomationContent>(() => contentOf(draft?.content ?? from.content))
  const { value: content } = steps
  const [version, setVersion] = useState(draftVersion)
  const [note, setNote] = useState('')
  const [tab, setTab] = useState('steps')
  const [reviewing, setReviewing] = useState(false)
  const [runSave, saving] = useChange<AutomationEditorDraftMutation>(save)
  const [runDiscard, dropping] = useChange<AutomationEditorDiscardMutation>(discard)
  const [runPublish] = useChange<AutomationEditorMutation>(publish)
  const answer = useAnswer<AutomationEditorQuery>(preview, { content })
  const told = answer && 'data' in answer ? answer.data.previewAutomation : null
  const problems = told?.problems ?? []
  const changes = differences(newest.number > 0 ? newest.content : {}, content)
  const keep = async () => {
    const outcome = await runSave({ input: { automation, content, base: newest.number, version } })
    if (!outcome.ok) return toast(outcome.failure.message || words(outcome.failure).title, 'bad')
    setVersion(outcome.data.saveAutomationDraft?.draft?.version ?? version + 1)
    toast(t`The draft is saved.`)
  }
  const drop = async () => {
    const outcome = await runDiscard({ input: { automation, draft: version } })
    if (!outcome.ok) return toast(outcome.failure.message || words(outcome.failure).title, 'bad')
    setVersion(0)
    steps.reset(contentOf(newest.content))
    toast(t`The draft is discarded.`)
  }
  const go = async () => {
    const outcome = await runPublish({
      input: { automation, content, base: newest.number, note: note.trim() || null },
    })
    if (!outcome.ok) return outcome.failure
    toast(newest.number === 0 ? t`In force. Switch it on to let it run.` : t`In force: what begins runs by it.`)
    onPublished()
    return null
  }
  const flow = (
    <Suspense fallback={<SkeletonRows rows={8} />}>
      <FlowEditor steps={steps} problems={problems} />
    </Suspense>
  )
  const late = (body: React.ReactNode) => <Suspense fallback={<SkeletonRows rows={4} />}>{body}</Suspense>
  return (
    <Section title={t`Next version`}>
      <section className={css.editor} aria-label={t`Next version`}>
        {draft && (
          <Note>
            {draft.base === newest.number
              ? t`This is the saved draft.`
              : t`This draft was begun from version ${draft.base}; meanwhile there is version ${newest.number}.`}
          </Note>
        )}
        <NameFields value={content} onChange={(more) => steps.type({ ...content, ...more })} />
        <p className={own.sentence} role="status">
          {told ? (told.sentence ?? t`It cannot be read yet.`) : '…'}
        </p>
        {answer && 'failure' in answer && <Note tone="warn">{words(answer.failure).title}</Note>}
        {problems.length > 0 && (
          <ul className={own.problems} aria-label={t`What is wrong with it`}>
            {problems.map(({ path, message }) => (
              <li key={`${path} ${message}`}>{path ? t`${places(path)}: ${message}` : message}</li>
            ))}
          </ul>
        )}
        <Tabs
          label={t`The next version`}
          value={tab}
          onChange={setTab}
          tabs={[
            { id: 'steps', title: t`What it does`, body: () => flow },
            { id: 'limits', title: t`Limits`, body: () => <LimitsForm content={content} onChange={steps.type} /> },
            { id: 'dry', title: t`Dry run`, body: () => late(<DryRun content={content} />) },
            { id: 'test', title: t`Try on a client`, body: () => late(<ClientTest content={content} />) },
          ]}
        />
        <TextField
          label={t`Why`}
          hint={t`Kept with this version.`}
          maxLength={400}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        <div className={css.foot}>
          <Button onClick={onClose}>{t`Cancel`}</Button>
          {version > 0 && <Button busy={dropping} onClick={() => void drop()}>{t`Discard the draft`}</Button>}
          <Button busy={saving} onClick={() => void keep()}>{t`Save the draft`}</Button>
          <Button
            look="primary"
            disabled={!told || problems.length > 0 || changes.length === 0}
            onClick={() => setReviewing(true)}
          >
            {t`Put in force`}
          </Button>
        </div>
      </section>
      {reviewing && told && (
        <ReviewDialog
          title={t`Put version ${newest.number + 1} in force?`}
          differences={changes.map(([path, before, after]) => ({ label: places(path), before, after }))}
          effect={
            <>
              <p>{told.sentence}</p>
              <p>{t`It acts for the whole firm with your rights: ${told.rights.join(t`, `) || '—'}.`}</p>
            </>
          }
          confirm={t`Put in force`}
          onConfirm={go}
          onClose={() => setReviewing(false)}
        />
      )}
    </Section>
  )
}
