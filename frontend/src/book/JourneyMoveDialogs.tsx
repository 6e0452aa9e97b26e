import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import type { Failure } from '../relay/failure'
import { Button } from '../ui/Button'
import { Choice } from '../ui/Choice'
import { DateField } from '../ui/DateField'
import { Dialog, DialogFooter, Stack } from '../ui/Dialog'
import { FailureLine } from '../ui/ErrorState'
import { TextArea } from '../ui/TextField'
import { useBoth } from './journeyWords'

type Said = (reason: string, more: string) => Promise<Failure | null>
type Items = readonly { value: string; label: string }[]

/** Back to an earlier stage, which has to be said why. `to`: the one it goes to, when that is known already. */
export function BackDialog(props: { stages: Items; to: string | null; onSay: Said; onClose: () => void }) {
  const { stages, onSay, onClose } = props
  const { t } = useLingui()
  const [to, setTo] = useState(props.to ?? stages[stages.length - 1]?.value ?? null)
  return (
    <ReasonDialog
      title={t`Move the journey back?`}
      confirm={t`Move back`}
      required
      ready={to !== null}
      onSay={(reason) => onSay(reason, to ?? '')}
      onClose={onClose}
    >
      <Choice label={t`To the stage`} items={stages} value={to} required onChange={setTo} />
    </ReasonDialog>
  )
}

/** A rest until a day. */
export function HoldDialog({ onSay, onClose }: { onSay: Said; onClose: () => void }) {
  const { t } = useLingui()
  const [day, setDay] = useState<string | null>(null)
  return (
    <ReasonDialog
      title={t`Let the journey rest?`}
      confirm={t`Let it rest`}
      ready={day !== null}
      onSay={(reason) => onSay(reason, day ?? '')}
      onClose={onClose}
    >
      <DateField
        label={t`Until`}
        hint={t`Time that it rests does not count as time in its stage.`}
        required
        value={day}
        onChange={setDay}
      />
    </ReasonDialog>
  )
}

type Loss = { readonly key: string; readonly zh: string; readonly en: string; readonly note: boolean }
type LoseProps = { losses: readonly Loss[]; onSay: Said; onClose: () => void }

/** A journey that came to nothing, for a reason of its template. */
export function LoseDialog({ losses, onSay, onClose }: LoseProps) {
  const { t } = useLingui()
  const both = useBoth()
  const [reason, setReason] = useState<string | null>(null)
  return (
    <ReasonDialog
      title={t`Is the journey lost?`}
      confirm={t`It is lost`}
      danger
      required={losses.find(({ key }) => key === reason)?.note ?? false}
      ready={reason !== null}
      onSay={(note) => onSay(note, reason ?? '')}
      onClose={onClose}
    >
      <Choice
        label={t`Why`}
        items={losses.map((loss) => ({ value: loss.key, label: both(loss) }))}
        value={reason}
        required
        onChange={setReason}
      />
    </ReasonDialog>
  )
}

type ReasonProps = {
  title: string
  confirm: string
  danger?: boolean
  required?: boolean
  ready: boolean
  onSay: (reason: string) => Promise<Failure | null>
  onClose: () => void
  children: React.ReactNode
}

function ReasonDialog({ title, confirm, danger, required, ready, onSay, onClose, children }: ReasonProps) {
  const { t } = useLingui()
  const [reason, setReason] = useState('')
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<Failure | null>(null)
  const say = async () => {
    setBusy(true)
    const refused = await onSay(reason.trim())
    setBusy(false)
    if (refused) setFailure(refused)
    else onClose()
  }
  return (
    <Dialog title={title} open onClose={onClose} size={460}>
      <Stack>
        {children}
        <TextArea
          label={required ? t`Reason` : t`Note`}
          required={required ?? false}
          rows={2}
          maxLength={400}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <FailureLine failure={failure} />
      </Stack>
      <DialogFooter>
        <Button onClick={onClose}>{t`Cancel`}</Button>
        <Button
          look={danger ? 'danger' : 'primary'}
          busy={busy}
          disabled={!ready || (required && reason.trim() === '')}
          onClick={() => void say()}
        >
          {confirm}
        </Button>
      </DialogFooter>
    </Dialog>
  )
}
