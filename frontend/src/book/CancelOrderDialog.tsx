import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { graphql } from 'react-relay'
import type { CancelOrderDialogMutation } from '../__generated__/CancelOrderDialogMutation.graphql'
import type { Failure } from '../relay/failure'
import { useChange } from '../relay/useChange'
import { Button } from '../ui/Button'
import { Dialog, DialogFooter, Stack } from '../ui/Dialog'
import { FailureLine, Note } from '../ui/ErrorState'
import { TextField } from '../ui/TextField'
import { toast } from '../ui/Toasts'

const mutation = graphql`
  mutation CancelOrderDialogMutation($input: CancelOrderInput!) {
    cancelOrder(input: $input) {
      ...OrderMoves_order
      refund
    }
  }
`
type Props = {
  order: { readonly id: string; readonly version: number }
  onSaved: () => void
  onClose: () => void
}

/** Calls an order off; once money is there it says how that goes back. */
export function CancelOrderDialog({ order: { id, version }, onSaved, onClose }: Props) {
  const { t } = useLingui()
  const [run, busy] = useChange<CancelOrderDialogMutation>(mutation)
  const [reason, setReason] = useState('')
  const [refund, setRefund] = useState('')
  const [failure, setFailure] = useState<Failure | null>(null)
  const save = async () => {
    const outcome = await run({ input: { id, version, reason, refund: refund.trim() || null } })
    if (!outcome.ok) return setFailure(outcome.failure)
    toast(t`The order was cancelled.`)
    onSaved()
    onClose()
  }
  return (
    <Dialog title={t`Cancel the order`} open onClose={onClose} size={460}>
      <Stack>
        <Note tone="warn">{t`A cancelled order stays cancelled: begin a new one instead.`}</Note>
        <TextField label={t`Why`} required value={reason} onChange={(event) => setReason(event.currentTarget.value)} />
        <TextField
          label={t`Refund`}
          hint={t`Needed once money has come: how and when it goes back.`}
          value={refund}
          onChange={(event) => setRefund(event.currentTarget.value)}
        />
        <FailureLine failure={failure} />
      </Stack>
      <DialogFooter>
        <Button onClick={onClose}>{t`Back`}</Button>
        <Button look="danger" busy={busy} disabled={reason.trim() === ''} onClick={() => void save()}>
          {t`Cancel the order`}
        </Button>
      </DialogFooter>
    </Dialog>
  )
}
