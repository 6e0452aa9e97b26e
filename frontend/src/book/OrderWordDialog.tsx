import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import type { Failure } from '../relay/failure'
import { Button } from '../ui/Button'
import { Dialog, DialogFooter, Stack } from '../ui/Dialog'
import { FailureLine } from '../ui/ErrorState'
import { TextField } from '../ui/TextField'

type Props = {
  title: string
  label: string
  confirm: string
  required?: boolean
  onSay: (text: string) => Promise<Failure | null>
  onClose: () => void
}

/** One word about an order before it is moved. */
export function OrderWordDialog({ title, label, confirm, required, onSay, onClose }: Props) {
  const { t } = useLingui()
  const [text, setText] = useState('')
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<Failure | null>(null)
  const say = async () => {
    setBusy(true)
    const found = await onSay(text.trim())
    setBusy(false)
    if (found) setFailure(found)
    else onClose()
  }
  return (
    <Dialog title={title} open onClose={onClose} size={420}>
      <Stack>
        <TextField
          label={label}
          required={required ?? false}
          maxLength={400}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <FailureLine failure={failure} />
      </Stack>
      <DialogFooter>
        <Button onClick={onClose}>{t`Cancel`}</Button>
        <Button
          look="primary"
          busy={busy}
          disabled={Boolean(required) && text.trim() === ''}
          onClick={() => void say()}
        >
          {confirm}
        </Button>
      </DialogFooter>
    </Dialog>
  )
}
