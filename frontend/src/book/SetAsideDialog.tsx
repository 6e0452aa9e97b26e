import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { graphql } from 'react-relay'
import type { SetAsideDialogMutation } from '../__generated__/SetAsideDialogMutation.graphql'
import { decimal } from '../format/money'
import type { Failure } from '../relay/failure'
import { useChange } from '../relay/useChange'
import { Button } from '../ui/Button'
import { Choice } from '../ui/Choice'
import { Dialog, DialogFooter, Stack } from '../ui/Dialog'
import { FailureLine } from '../ui/ErrorState'
import { TextArea } from '../ui/TextField'
import { toast } from '../ui/Toasts'
import { useFundWords } from './fundWords'
import type { Receipt } from './PaymentsPage'

const mutation = graphql`
  mutation SetAsideDialogMutation($input: SetReceiptAsideInput!) {
    setReceiptAside(input: $input) {
      id
      version
      state
      note
    }
  }
`
type Props = { receipt: Receipt; reopen: boolean; onDone: () => void; onClose: () => void }

/** Closes a payment that is for no subscription, or takes back what was said of it; both with a reason. */
export function SetAsideDialog({ receipt, reopen, onDone, onClose }: Props) {
  const { t, i18n } = useLingui()
  const { word } = useFundWords()
  const [state, setState] = useState('returned')
  const [note, setNote] = useState('')
  const [failure, setFailure] = useState<Failure | null>(null)
  const [run, busy] = useChange<SetAsideDialogMutation>(mutation)
  const confirm = async () => {
    const outcome = await run({
      input: { id: receipt.id, version: receipt.version, state: reopen ? 'open' : state, note },
    })
    if (!outcome.ok) return setFailure(outcome.failure)
    toast(reopen ? t`The payment is open again.` : t`The payment was set aside.`)
    onDone()
    onClose()
  }
  return (
    <Dialog title={reopen ? t`Open this payment again` : t`Set a payment aside`} open onClose={onClose} size={460}>
      <Stack>
        <p>
          {receipt.receivedOn} {receipt.payerName} {decimal(receipt.amount, i18n.locale, 2)} {receipt.currency}
        </p>
        {!reopen && (
          <Choice
            label={t`State`}
            required
            value={state}
            onChange={(next) => setState(next ?? 'returned')}
            items={['returned', 'ignored'].map((value) => ({ value, label: word('receiptStates', value) }))}
          />
        )}
        <TextArea
          label={t`Reason`}
          required
          value={note}
          maxLength={400}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        <FailureLine failure={failure} />
      </Stack>
      <DialogFooter>
        <Button onClick={onClose}>{t`Cancel`}</Button>
        <Button look="primary" busy={busy} disabled={note.trim() === ''} onClick={confirm}>
          {t`Save`}
        </Button>
      </DialogFooter>
    </Dialog>
  )
}
