import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { graphql } from 'react-relay'
import type { WholeExportDialogWholeMutation } from '../__generated__/WholeExportDialogWholeMutation.graphql'
import type { Failure } from '../relay/failure'
import { useChange } from '../relay/useChange'
import { Button } from '../ui/Button'
import { Dialog, DialogFooter, Stack } from '../ui/Dialog'
import { FailureLine } from '../ui/ErrorState'
import { TextArea } from '../ui/TextField'

const whole = graphql`
  mutation WholeExportDialogWholeMutation($input: RequestFirmExportInput!) {
    requestFirmExport(input: $input) {
      id
      state
    }
  }
`
/** Asks for all data of the firm. */
export function WholeExportDialog({ onChanged, onClose }: { onChanged: () => void; onClose: () => void }) {
  const { t } = useLingui()
  const [ask, busy] = useChange<WholeExportDialogWholeMutation>(whole)
  const [reason, setReason] = useState('')
  const [failure, setFailure] = useState<Failure | null>(null)
  const submit = async () => {
    setFailure(null)
    const outcome = await ask({ input: { reason: reason.trim() } })
    if (!outcome.ok) return setFailure(outcome.failure)
    onChanged()
    onClose()
  }
  return (
    <Dialog title={t`All data of the firm`} open onClose={onClose} size={460}>
      <Stack>
        <p>{t`A ZIP of JSON lines with a description, sums and all documents. Personal numbers are in the clear.`}</p>
        <p>{t`Somebody else has to agree.`}</p>
        <TextArea
          label={t`What for`}
          required
          data-autofocus
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <FailureLine failure={failure} />
      </Stack>
      <DialogFooter>
        <Button onClick={onClose}>{t`Cancel`}</Button>
        <Button look="primary" busy={busy} disabled={reason.trim().length < 4} onClick={() => void submit()}>
          {t`Ask for it`}
        </Button>
      </DialogFooter>
    </Dialog>
  )
}
