import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import type { Failure } from '../../relay/failure'
import { Button } from '../../ui/Button'
import { Dialog, DialogFooter, Stack } from '../../ui/Dialog'
import { FailureLine, Note } from '../../ui/ErrorState'
import { TextField } from '../../ui/TextField'
import { useOpsWords } from './useOpsWords'
import { usePause } from './usePause'

type Props = { kind: string; onChanged: () => void; onClose: () => void }

/** Asks why a class of work is to rest. */
export function PauseDialog({ kind, onChanged, onClose }: Props) {
  const { t } = useLingui()
  const words = useOpsWords()
  const { pause, busy } = usePause(onChanged)
  const [reason, setReason] = useState('')
  const [failure, setFailure] = useState<Failure | null>(null)
  const save = async () => {
    const failed = await pause(kind, reason.trim())
    if (failed) return setFailure(failed)
    onClose()
  }
  return (
    <Dialog title={t`Let rest: ${words.kind(kind)}`} open onClose={onClose} size={420}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          void save()
        }}
      >
        <Stack>
          <Note>{t`What is under way ends; nothing more begins until somebody lets it go on. Nothing is lost.`}</Note>
          <TextField
            label={t`Reason`}
            hint={t`Kept in the audit.`}
            required
            data-autofocus
            maxLength={200}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
            error={failure?.field === 'reason' ? failure.message : undefined}
          />
          {failure && failure.field !== 'reason' && <FailureLine failure={failure} />}
        </Stack>
        <DialogFooter>
          <Button onClick={onClose}>{t`Cancel`}</Button>
          <Button type="submit" look="primary" busy={busy} disabled={reason.trim() === ''}>
            {t`Let rest`}
          </Button>
        </DialogFooter>
      </form>
    </Dialog>
  )
}
