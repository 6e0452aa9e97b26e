import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { graphql } from 'react-relay'
import type { ThrowMailDialogMutation } from '../__generated__/ThrowMailDialogMutation.graphql'
import type { ThrowMailDialogRestoreMutation } from '../__generated__/ThrowMailDialogRestoreMutation.graphql'
import type { Failure } from '../relay/failure'
import { useChange } from '../relay/useChange'
import { Button } from '../ui/Button'
import { Dialog, DialogFooter, Stack } from '../ui/Dialog'
import { FailureLine } from '../ui/ErrorState'
import { TextArea } from '../ui/TextField'
import { toast } from '../ui/Toasts'
import { mailSettled } from './mailBell'

const mutation = graphql`
  mutation ThrowMailDialogMutation($input: ThrowIncomingMailInput!) {
    throwIncomingMail(input: $input) {
      id
      version
    }
  }
`
const restore = graphql`
  mutation ThrowMailDialogRestoreMutation($input: VersionedInput!) {
    restoreIncomingMail(input: $input) {
      id
    }
  }
`
type Props = { id: string; version: number; title: string; onClose: () => void }

/** Throws a mail away with a reason; the message that says so takes it back. */
export function ThrowMailDialog({ id, version, title, onClose }: Props) {
  const { t } = useLingui()
  const [reason, setReason] = useState('')
  const [failure, setFailure] = useState<Failure | null>(null)
  const [run, busy] = useChange<ThrowMailDialogMutation>(mutation)
  const [back] = useChange<ThrowMailDialogRestoreMutation>(restore)
  const confirm = async () => {
    const outcome = await run({ input: { id, version, reason } })
    if (!outcome.ok) return setFailure(outcome.failure)
    const now = outcome.data.throwIncomingMail?.version ?? version + 1
    toast(t`The mail was thrown away.`, {
      action: { label: t`Undo`, run: () => void back({ input: { id, version: now } }).then(mailSettled) },
    })
    mailSettled()
    onClose()
  }
  return (
    <Dialog title={t`Throw a mail away`} open onClose={onClose} size={460}>
      <Stack>
        <p>{title}</p>
        <p>{t`It can be brought back for thirty days.`}</p>
        <TextArea
          label={t`Reason`}
          required
          value={reason}
          maxLength={400}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <FailureLine failure={failure} />
      </Stack>
      <DialogFooter>
        <Button onClick={onClose}>{t`Cancel`}</Button>
        <Button look="danger" busy={busy} disabled={reason.trim() === ''} onClick={confirm}>
          {t`Throw the mail away`}
        </Button>
      </DialogFooter>
    </Dialog>
  )
}
