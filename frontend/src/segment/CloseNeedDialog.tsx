import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { graphql } from 'react-relay'
import type { CloseNeedDialogMutation } from '../__generated__/CloseNeedDialogMutation.graphql'
import { useReopenNeed } from '../book/needWords'
import type { Failure } from '../relay/failure'
import { useChange } from '../relay/useChange'
import { Button } from '../ui/Button'
import { Dialog, DialogFooter, Stack } from '../ui/Dialog'
import { FailureLine } from '../ui/ErrorState'
import { TextField } from '../ui/TextField'
import { toast } from '../ui/Toasts'

const mutation = graphql`
  mutation CloseNeedDialogMutation($input: CloseNeedInput!) {
    closeNeed(input: $input) {
      id
      version
      state
      reason
    }
  }
`
type Props = {
  need: { readonly id: string; readonly version: number; readonly purpose: string }
  state: 'met' | 'dropped'
  onClosed: () => void
  onClose: () => void
}

/** What came of a need; it can be opened again. */
export function CloseNeedDialog({ need, state, onClosed, onClose }: Props) {
  const { t } = useLingui()
  const [run, busy] = useChange<CloseNeedDialogMutation>(mutation)
  const reopen = useReopenNeed()
  const [reason, setReason] = useState('')
  const [failure, setFailure] = useState<Failure | null>(null)
  const dropped = state === 'dropped'
  const save = async () => {
    const outcome = await run({ input: { id: need.id, version: need.version, state, reason } })
    if (!outcome.ok) return setFailure(outcome.failure)
    const closed = outcome.data.closeNeed
    toast(dropped ? t`The need was dropped.` : t`The need is met.`, {
      action: {
        label: t`Undo`,
        run: () => void (closed && reopen(closed).then((done) => done && onClosed())),
      },
    })
    onClosed()
    onClose()
  }
  return (
    <Dialog
      title={dropped ? t`Drop “${need.purpose}”?` : t`“${need.purpose}” is met?`}
      open
      onClose={onClose}
      size={420}
    >
      <Stack>
        <TextField
          label={dropped ? t`Why` : t`How`}
          required={dropped}
          maxLength={400}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <FailureLine failure={failure} />
      </Stack>
      <DialogFooter>
        <Button onClick={onClose}>{t`Cancel`}</Button>
        <Button look="primary" busy={busy} disabled={dropped && reason.trim() === ''} onClick={() => void save()}>
          {dropped ? t`Drop` : t`Met`}
        </Button>
      </DialogFooter>
    </Dialog>
  )
}
