import { useLingui } from '@lingui/react/macro'
import { lazy, type ReactNode, Suspense, useState } from 'react'
import { graphql } from 'react-relay'
import type { AutomationEditorDiscardMutation } from '../../__generated__/AutomationEditorDiscardMutation.graphql'
import type { AutomationEditorDraftMutation } from '../../__generated__/AutomationEditorDraftMutation.graphql'
import type { AutomationEditorMutation } from '../../__generated__/AutomationEditorMutation.graphql'
import type { AutomationEditorQuery } from '../../__generated__/AutomationEditorQuery.graphql'
import { useAnswer } from '../../relay/useAnswer'
import { useChange } from '../../relay/useChange'
import { Note } from '../../ui/ErrorState'
import { NextVersion } from '../../ui/NextVersion'
import { SkeletonRows } from '../../ui/Skeleton'
import { Tabs } from '../../ui/Tabs'
import { useFailureText } from '../../ui/useFailureText'
import { useUndo } from '../../ui/useUndo'
import { NameFields } from '../BothFields'
import own from './Automations.module.css'
import type { AutomationDraft, Begun } from './AutomationView'
import { type AutomationContent, contentOf } from './content'
import { differences } from './differences'
import { FlowEditor } from './FlowEditor'
import { LimitsForm } from './LimitsForm'
import { usePlaces } from './usePlaces'

const DryRun = lazy(() => import('./DryRun').then((loaded) => ({ default: loaded.DryRun })))
const ClientTrial = lazy(() => import('./ClientTrial').then((loaded) => ({ default: loaded.ClientTrial })))

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
  /** Whether the editing goes on from the draft, rather than from `from`. */
  goesOn: boolean
  onPublished: () => void
  onClose: () => void
}

/** Edits the next version, says all the while what it does and what is wrong with it, tries it, puts it in force. */
export function AutomationEditor({ automation, from, newest, draft, goesOn, onPublished, onClose }: Props) {
  const { t } = useLingui()
  const words = useFailureText()
  const places = usePlaces()
  const steps = useUndo<AutomationContent>(() => contentOf(goesOn && draft ? draft.content : from.content))
  const { value: content } = steps
  const [tab, setTab] = useState('steps')
  const [runSave] = useChange<AutomationEditorDraftMutation>(save)
  const [runDiscard] = useChange<AutomationEditorDiscardMutation>(discard)
  const [runPublish] = useChange<AutomationEditorMutation>(publish)
  const answer = useAnswer<AutomationEditorQuery>(preview, { content })
  const told = answer && 'data' in answer ? answer.data.previewAutomation : null
  const problems = told?.problems ?? []
  const changes = differences(newest.number > 0 ? newest.content : {}, content)
  const late = (body: ReactNode) => <Suspense fallback={<SkeletonRows rows={6} />}>{body}</Suspense>
  return (
    <NextVersion
      newest={newest}
      draft={draft}
      goesOn={goesOn}
      framed
      ready={Boolean(told) && problems.length === 0 && changes.length > 0}
      differences={() => changes.map(([path, before, after]) => ({ label: places(path), before, after }))}
      effect={
        <>
          <p>{told?.sentence}</p>
          <p>{t`It acts for the whole firm with your rights: ${told?.rights.join(t`, `) || '—'}.`}</p>
        </>
      }
      save={async (version) => {
        const outcome = await runSave({ input: { automation, content, base: newest.number, version } })
        return outcome.ok ? { ok: true, data: outcome.data.saveAutomationDraft?.draft?.version } : outcome
      }}
      discard={(version) => runDiscard({ input: { automation, draft: version } })}
      onDiscarded={() => steps.reset(contentOf(newest.content))}
      publish={(note) => runPublish({ input: { automation, content, base: newest.number, note } })}
      done={newest.number === 0 ? t`In force. Switch it on to let it run.` : t`In force: what begins runs by it.`}
      onPublished={onPublished}
      onClose={onClose}
    >
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
          {
            id: 'steps',
            title: t`What it does`,
            body: () => late(<FlowEditor steps={steps} problems={problems} />),
          },
          { id: 'limits', title: t`Limits`, body: () => <LimitsForm content={content} onChange={steps.type} /> },
          { id: 'dry', title: t`Dry run`, body: () => late(<DryRun content={content} />) },
          { id: 'test', title: t`Try on a client`, body: () => late(<ClientTrial content={content} />) },
        ]}
      />
    </NextVersion>
  )
}
