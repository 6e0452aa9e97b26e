import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { graphql } from 'react-relay'
import type { ReverseTransactionMutation } from '../__generated__/ReverseTransactionMutation.graphql'
import type { Failure } from '../relay/failure'
import { useChange } from '../relay/useChange'
import { Button } from '../ui/Button'
import { Dialog, DialogFooter, Stack } from '../ui/Dialog'
import { FailureLine } from '../ui/ErrorState'
import { TextArea } from '../ui/TextField'
import { toast } from '../ui/Toasts'

const mutation = graphql`
  mutation ReverseTransactionMutation($input: ReverseTransactionInput!) {
    reverseTransaction(input: $input) {
      id
      reverses {
        id
        reversed
      }
    }
  }
`

type Props = { id: string; what: string; onDone: () => void }

/** Takes a transaction back after a question and a reason; the ledger keeps both rows. */
export function ReverseTransaction({ id, what, onDone }: Props) {
  const { t } = useLingui()
  const [open, setOpen] = useState(false)
  const [reason, setReason] = useState('')
  const [failure, setFailure] = useState<Failure | null>(null)
  const [reverse, busy] = useChange<ReverseTransactionMutation>(mutation)
  const confirm = async () => {
    const outcome = await reverse({ input: { id, reason } })
    if (!outcome.ok) return setFailure(outcome.failure)
    toast(t`The transaction was reversed.`)
    setOpen(false)
    onDone()
  }
  return (
    <>
      <Button small look="quiet" aria-label={t`Reverse ${what}`} onClick={() => setOpen(true)}>
        {t`Reverse`}
      </Button>
      <Dialog title={t`Reverse this transaction?`} open={open} onClose={() => setOpen(false)} size={460}>
        <Stack>
          <p>{what}</p>
          <p>{t`A new transaction with the opposite signs is written for today; this one stays in the ledger. Of a switch or transfer both sides are taken back.`}</p>
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
          <Button onClick={() => setOpen(false)}>{t`Cancel`}</Button>
          <Button look="danger" busy={busy} disabled={reason.trim() === ''} onClick={confirm}>
            {t`Reverse`}
          </Button>
        </DialogFooter>
      </Dialog>
    </>
  )
}
