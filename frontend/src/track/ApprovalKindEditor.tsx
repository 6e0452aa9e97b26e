import { useLingui } from '@lingui/react/macro'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import { graphql } from 'react-relay'
import type { ApprovalKindEditorDiscardMutation } from '../__generated__/ApprovalKindEditorDiscardMutation.graphql'
import type { ApprovalKindEditorDraftMutation } from '../__generated__/ApprovalKindEditorDraftMutation.graphql'
import type { ApprovalKindEditorMutation } from '../__generated__/ApprovalKindEditorMutation.graphql'
import type { ApprovalKindEditorQuery } from '../__generated__/ApprovalKindEditorQuery.graphql'
import css from '../book/Journeys.module.css'
import { PickFilter } from '../book/PickFilter'
import { useAnswer } from '../relay/useAnswer'
import { useChange } from '../relay/useChange'
import { Button } from '../ui/Button'
import { differing } from '../ui/DiffList'
import { Note } from '../ui/ErrorState'
import { NextVersion } from '../ui/NextVersion'
import { TextField } from '../ui/TextField'
import { useFailureText } from '../ui/useFailureText'
import { ApprovalFieldEditor } from './ApprovalFieldEditor'
import type { KindDraft, KindVersion } from './ApprovalKindPanel'
import { ApprovalStepEditor } from './ApprovalStepEditor'
import { emptyField, emptyStep, type KindContent, kindOf } from './approvalContent'
import { NameFields } from './BothFields'
import { put, replaced, typed } from './templateContent'
import { useGuardWords } from './useGuardWords'
import { useSignerItems } from './useSignerItems'

const preview = graphql`
  query ApprovalKindEditorQuery($kind: ID!, $content: JSON!) {
    previewApprovalKind(kind: $kind, content: $content) {
      running
      differences {
        path
        before
        after
      }
    }
  }
`
const save = graphql`
  mutation ApprovalKindEditorDraftMutation($input: SaveApprovalDraftInput!) {
    saveApprovalDraft(input: $input) {
      draft {
        version
      }
    }
  }
`
const discard = graphql`
  mutation ApprovalKindEditorDiscardMutation($input: DiscardApprovalDraftInput!) {
    discardApprovalDraft(input: $input) {
      id
    }
  }
`
const publish = graphql`
  mutation ApprovalKindEditorMutation($input: PublishApprovalKindInput!) {
    publishApprovalKind(input: $input) {
      id
      number
    }
  }
`
type Props = {
  kind: string
  guardable: readonly string[]
  from: KindVersion
  newest: KindVersion
  draft: KindDraft
  onPublished: () => void
  onClose: () => void
}

/** Edits the next version of a kind, says all the while what it changes, keeps a draft, puts it in force. */
export function ApprovalKindEditor({ kind, guardable, from, newest, draft, onPublished, onClose }: Props) {
  const { t } = useLingui()
  const begun = from.number === newest.number && draft ? draft : null
  const [content, setContent] = useState<KindContent>(() => kindOf(begun?.content ?? from.content))
  const words = useFailureText()
  const guards = useGuardWords()
  const people = useSignerItems()
  const [runSave] = useChange<ApprovalKindEditorDraftMutation>(save)
  const [runDiscard] = useChange<ApprovalKindEditorDiscardMutation>(discard)
  const [runPublish] = useChange<ApprovalKindEditorMutation>(publish)
  const answer = useAnswer<ApprovalKindEditorQuery>(preview, { kind, content })
  const told = answer && 'data' in answer ? answer.data.previewApprovalKind : null
  const { steps, form } = content
  const change = (more: Partial<KindContent>) => setContent({ ...content, ...more })
  const effect = told && (
    <p role="status">{t`${told.running} undecided approvals keep the version they were asked by.`}</p>
  )
  return (
    <NextVersion
      newest={newest}
      draft={draft}
      goesOn={begun !== null}
      ready={told !== null && told.differences.length > 0}
      differences={() => differing(told?.differences ?? [], '—')}
      effect={effect}
      save={async (version) => {
        const outcome = await runSave({ input: { kind, content, base: newest.number, version } })
        return outcome.ok ? { ok: true, data: outcome.data.saveApprovalDraft?.draft?.version } : outcome
      }}
      discard={(version) => runDiscard({ input: { kind, draft: version } })}
      onDiscarded={() => setContent(kindOf(newest.content))}
      publish={(note) => runPublish({ input: { kind, content, base: newest.number, note } })}
      done={t`In force: what is asked from now on goes by it.`}
      onPublished={onPublished}
      onClose={onClose}
    >
      <NameFields value={content} onChange={change} />
      <div className={css.two}>
        <TextField
          label={t`Lapses after days`}
          hint={t`Empty: never.`}
          inputMode="numeric"
          value={content.expires ?? ''}
          onChange={(event) => {
            const { value } = event.currentTarget
            change({ expires: value.trim() === '' ? null : typed(value) })
          }}
        />
      </div>
      <div className={css.acts}>
        <PickFilter
          title={t`Copies to`}
          items={people}
          picked={content.copies}
          onPicked={(copies) => change({ copies: [...copies] })}
        />
        {guardable.length > 0 && (
          <PickFilter
            title={t`Voided by a change of`}
            items={guardable.map((key) => ({ value: key, label: guards(content.subject, key) }))}
            picked={content.guarded}
            onPicked={(guarded) => change({ guarded: [...guarded] })}
          />
        )}
      </div>
      <h4>{t`Form`}</h4>
      <ol className={css.panel}>
        {form.map((field, n) => (
          <ApprovalFieldEditor
            key={field.key}
            field={field}
            onChange={(next) => change({ form: replaced(form, n, next) })}
            onUp={n > 0 ? () => change({ form: put(form, n, n - 1) }) : null}
            onDown={n < form.length - 1 ? () => change({ form: put(form, n, n + 1) }) : null}
            onRemove={() => change({ form: form.filter((_, at) => at !== n) })}
          />
        ))}
      </ol>
      <div>
        <Button
          small
          look="quiet"
          disabled={form.length >= 12}
          onClick={() => change({ form: [...form, emptyField(form)] })}
        >
          <Plus size={13} aria-hidden="true" />
          {t`Add a field`}
        </Button>
      </div>
      <h4>{t({ message: 'Steps', context: 'approval' })}</h4>
      <ol className={css.panel}>
        {steps.map((step, n) => (
          <ApprovalStepEditor
            key={step.key}
            step={step}
            place={n + 1}
            onChange={(next) => change({ steps: replaced(steps, n, next) })}
            onUp={n > 0 ? () => change({ steps: put(steps, n, n - 1) }) : null}
            onDown={n < steps.length - 1 ? () => change({ steps: put(steps, n, n + 1) }) : null}
            onRemove={() => change({ steps: steps.filter((_, at) => at !== n) })}
          />
        ))}
      </ol>
      <div>
        <Button
          small
          look="quiet"
          disabled={steps.length >= 12}
          onClick={() => change({ steps: [...steps, emptyStep(steps)] })}
        >
          <Plus size={13} aria-hidden="true" />
          {t`Add a step`}
        </Button>
      </div>
      {answer && 'failure' in answer ? <Note tone="warn">{words(answer.failure).title}</Note> : effect}
    </NextVersion>
  )
}
