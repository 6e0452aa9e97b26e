import { useLingui } from '@lingui/react/macro'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import { graphql } from 'react-relay'
import type { RequestTypeEditorDiscardMutation } from '../__generated__/RequestTypeEditorDiscardMutation.graphql'
import type { RequestTypeEditorDraftMutation } from '../__generated__/RequestTypeEditorDraftMutation.graphql'
import type { RequestTypeEditorMutation } from '../__generated__/RequestTypeEditorMutation.graphql'
import { useChange } from '../relay/useChange'
import { ApprovalFieldEditor } from '../track/ApprovalFieldEditor'
import { emptyField } from '../track/approvalContent'
import { NameFields } from '../track/BothFields'
import { put, replaced, typed } from '../track/templateContent'
import { Button } from '../ui/Button'
import { differing } from '../ui/DiffList'
import { NextVersion } from '../ui/NextVersion'
import { RequestApprovalsEditor } from './RequestApprovalsEditor'
import { RequestLooksEditor } from './RequestLooksEditor'
import css from './Requests.module.css'
import { RequestTaskEditor } from './RequestTaskEditor'
import { RequestTimesEditor } from './RequestTimesEditor'
import type { TypeDraft, TypeVersion } from './RequestTypePanel'
import { RequestTypeSaid } from './RequestTypeSaid'
import { differencesOf, type TypeContent, typeOf } from './typeContent'

const save = graphql`
  mutation RequestTypeEditorDraftMutation($input: SaveRequestTypeDraftInput!) {
    saveRequestTypeDraft(input: $input) {
      draft {
        version
      }
    }
  }
`
const discard = graphql`
  mutation RequestTypeEditorDiscardMutation($input: DiscardRequestTypeDraftInput!) {
    discardRequestTypeDraft(input: $input) {
      id
    }
  }
`
const publish = graphql`
  mutation RequestTypeEditorMutation($input: PublishRequestTypeInput!) {
    publishRequestType(input: $input) {
      id
      number
    }
  }
`
type Props = {
  type: string
  from: TypeVersion
  newest: TypeVersion
  draft: TypeDraft
  onPublished: () => void
  onClose: () => void
}

/** Edits the next version of a type, shows all the while what it will say, keeps a draft, puts it in force. */
export function RequestTypeEditor({ type, from, newest, draft, onPublished, onClose }: Props) {
  const { t } = useLingui()
  const begun = from.number === newest.number && draft ? draft : null
  const [content, setContent] = useState<TypeContent>(() => typeOf(begun?.content ?? from.content))
  const [runSave] = useChange<RequestTypeEditorDraftMutation>(save)
  const [runDiscard] = useChange<RequestTypeEditorDiscardMutation>(discard)
  const [runPublish] = useChange<RequestTypeEditorMutation>(publish)
  const changes = differencesOf(typeOf(newest.content), content)
  const change = (more: Partial<TypeContent>) => setContent({ ...content, ...more })
  const { form, tasks } = content
  return (
    <NextVersion
      newest={newest}
      draft={draft}
      goesOn={begun !== null}
      ready={changes.length > 0}
      differences={() => differing(changes, '—')}
      effect={<p role="status">{t`Requests that are open keep the version they were made by.`}</p>}
      save={async (version) => {
        const outcome = await runSave({ input: { type, content, base: newest.number, version } })
        return outcome.ok ? { ok: true, data: outcome.data.saveRequestTypeDraft?.draft?.version } : outcome
      }}
      discard={(version) => runDiscard({ input: { type, draft: version } })}
      onDiscarded={() => setContent(typeOf(newest.content))}
      publish={(note) => runPublish({ input: { type, content, base: newest.number, note } })}
      done={t`In force: what is asked from now on goes by it.`}
      onPublished={onPublished}
      onClose={onClose}
    >
      <NameFields value={content} onChange={change} />
      <RequestLooksEditor content={content} onChange={change} />
      <RequestTimesEditor content={content} onChange={change} />
      <RequestApprovalsEditor approval={content.approval} onChange={(approval) => change({ approval })} />
      <h4>{t`The form`}</h4>
      <ol className={css.list}>
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
      <h4>{t`Tasks that begin with it`}</h4>
      {tasks.map((task, n) => (
        <RequestTaskEditor
          key={n}
          task={task}
          onChange={(next) => change({ tasks: replaced(tasks, n, next) })}
          onRemove={() => change({ tasks: tasks.filter((_, at) => at !== n) })}
        />
      ))}
      <div>
        <Button
          small
          look="quiet"
          disabled={tasks.length >= 10}
          onClick={() => change({ tasks: [...tasks, { zh: '', en: '', to: 'owner', hours: typed('9') }] })}
        >
          <Plus size={13} aria-hidden="true" />
          {t`Add a task`}
        </Button>
      </div>
      <h4>{t`Preview`}</h4>
      <RequestTypeSaid content={content} />
    </NextVersion>
  )
}
