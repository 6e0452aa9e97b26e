import { plural } from '@lingui/core/macro'
import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { graphql } from 'react-relay'
import type { FollowUpDialogMutation } from '../__generated__/FollowUpDialogMutation.graphql'
import type { FollowUpDialogUndoMutation } from '../__generated__/FollowUpDialogUndoMutation.graphql'
import type { Failure } from '../relay/failure'
import { useChange } from '../relay/useChange'
import { Button } from '../ui/Button'
import { Choice } from '../ui/Choice'
import { DateField } from '../ui/DateField'
import { Dialog, DialogFooter, Stack } from '../ui/Dialog'
import { FailureLine } from '../ui/ErrorState'
import { TextField } from '../ui/TextField'
import { toast } from '../ui/Toasts'
import { useFailureText } from '../ui/useFailureText'
import { useOutreachWords } from './useOutreachWords'

const mutation = graphql`
  mutation FollowUpDialogMutation($input: FollowUpCampaignInput!) {
    followUpCampaign(input: $input) {
      tasks
    }
  }
`
const undo = graphql`
  mutation FollowUpDialogUndoMutation($input: UndoCampaignFollowUpInput!) {
    undoCampaignFollowUp(input: $input) {
      tasks
    }
  }
`
type Props = { id: string; onChanged: () => void; onClose: () => void }

/** A task for who serves each client that followed his link, or did not; given and taken back in one act. */
export function FollowUpDialog({ id, onChanged, onClose }: Props) {
  const { t } = useLingui()
  const { reached } = useOutreachWords()
  const failed = useFailureText()
  const [run, busy] = useChange<FollowUpDialogMutation>(mutation)
  const [runUndo] = useChange<FollowUpDialogUndoMutation>(undo)
  const [who, setWho] = useState<string | null>('clicked')
  const [title, setTitle] = useState('')
  const [dueOn, setDueOn] = useState<string | null>(null)
  const [failure, setFailure] = useState<Failure | null>(null)
  const takeBack = async () => {
    const outcome = await runUndo({ input: { id } })
    if (!outcome.ok) return toast(failed(outcome.failure).title, 'bad')
    onChanged()
    toast(t`The tasks are taken back.`)
  }
  const give = async () => {
    if (!who || !dueOn) return
    const outcome = await run({ input: { id, who, title, dueOn } })
    if (!outcome.ok) return setFailure(outcome.failure)
    const n = outcome.data.followUpCampaign?.tasks ?? 0
    onChanged()
    onClose()
    if (n === 0) return toast(t`Nobody is there.`)
    toast(t`${plural(n, { one: '# task is given.', other: '# tasks are given.' })}`, {
      action: { label: t`Undo`, run: () => void takeBack() },
    })
  }
  return (
    <Dialog title={t`Follow up`} open onClose={onClose} size={480}>
      <Stack>
        <Choice
          label={t`Clients who`}
          items={['clicked', 'not_clicked'].map((value) => ({ value, label: reached[value] ?? value }))}
          value={who}
          onChange={setWho}
        />
        <TextField
          label={t`Task`}
          required
          maxLength={120}
          value={title}
          onChange={(event) => setTitle(event.currentTarget.value)}
        />
        <DateField label={t`Due on`} required value={dueOn} onChange={setDueOn} />
        <FailureLine failure={failure} />
      </Stack>
      <DialogFooter>
        <Button onClick={onClose}>{t`Cancel`}</Button>
        <Button look="primary" busy={busy} disabled={!who || !dueOn || title.trim() === ''} onClick={() => void give()}>
          {t`Give tasks`}
        </Button>
      </DialogFooter>
    </Dialog>
  )
}
