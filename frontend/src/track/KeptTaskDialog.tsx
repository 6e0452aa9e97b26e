import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { graphql } from 'react-relay'
import type { KeptTaskDialogMutation } from '../__generated__/KeptTaskDialogMutation.graphql'
import type { KeptTasksQuery$data } from '../__generated__/KeptTasksQuery.graphql'
import { useWords } from '../book/words'
import type { Failure } from '../relay/failure'
import { useChange } from '../relay/useChange'
import { Button } from '../ui/Button'
import { Choice } from '../ui/Choice'
import { Dialog, DialogFooter, Stack } from '../ui/Dialog'
import { FailureLine } from '../ui/ErrorState'
import { TextArea, TextField } from '../ui/TextField'
import { toast } from '../ui/Toasts'

const mutation = graphql`
  mutation KeptTaskDialogMutation($input: SaveTaskTemplateInput!) {
    saveTaskTemplate(input: $input) {
      id
      version
    }
  }
`
export type KeptTask = KeptTasksQuery$data['taskTemplates'][number]
type Props = { kept?: KeptTask; onClose: () => void; onSaved: () => void }

/** A task to be kept for reuse: its words, its playbook, its checklist and how long there is. */
export function KeptTaskDialog({ kept, onClose, onSaved }: Props) {
  const { t } = useLingui()
  const { items } = useWords()
  const [save, busy] = useChange<KeptTaskDialogMutation>(mutation)
  const [title, setTitle] = useState(kept?.title ?? '')
  const [body, setBody] = useState(kept?.body ?? '')
  const [list, setList] = useState(kept?.items.join('\n') ?? '')
  const [days, setDays] = useState(String(kept?.days ?? 3))
  const [priority, setPriority] = useState(kept?.priority ?? 'normal')
  const [evidence, setEvidence] = useState(kept?.evidence ?? 'none')
  const [failure, setFailure] = useState<Failure | null>(null)
  const send = async () => {
    const outcome = await save({
      input: {
        ...(kept ? { id: kept.id, version: kept.version } : {}),
        title,
        body: body || null,
        priority,
        evidence,
        days: Number(days) || 0,
        items: list.split('\n').filter((line) => line.trim()),
        team: kept?.team?.id ?? null,
      },
    })
    if (!outcome.ok) return setFailure(outcome.failure)
    toast(t`Saved.`)
    onSaved()
  }
  return (
    <Dialog title={kept ? t`Task for reuse` : t`Keep a task`} open onClose={onClose}>
      <Stack>
        <TextField
          label={t`What is to be done`}
          required
          data-autofocus
          value={title}
          onChange={(event) => setTitle(event.currentTarget.value)}
        />
        <TextArea
          label={t`Playbook`}
          hint={t`How it is done: script, material, what to look at.`}
          value={body}
          onChange={(event) => setBody(event.currentTarget.value)}
        />
        <TextArea
          label={t`Checklist, one item a line`}
          value={list}
          onChange={(event) => setList(event.currentTarget.value)}
        />
        <TextField
          label={t`Workdays there are`}
          inputMode="numeric"
          value={days}
          onChange={(event) => setDays(event.currentTarget.value.replace(/\D/g, '').slice(0, 3))}
        />
        <Choice
          label={t`Priority`}
          items={items('priorities')}
          value={priority}
          onChange={(next) => setPriority(next ?? 'normal')}
        />
        <Choice
          label={t`Completing it leaves behind`}
          items={[
            { value: 'none', label: t`Nothing` },
            { value: 'note', label: t`A note` },
            { value: 'document', label: t`A document` },
          ]}
          value={evidence}
          onChange={(next) => setEvidence(next ?? 'none')}
        />
        <FailureLine failure={failure} />
      </Stack>
      <DialogFooter>
        <Button onClick={onClose}>{t`Cancel`}</Button>
        <Button look="primary" busy={busy} disabled={!title.trim()} onClick={send}>
          {t`Save`}
        </Button>
      </DialogFooter>
    </Dialog>
  )
}
