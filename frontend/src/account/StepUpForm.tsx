import { useLingui } from '@lingui/react/macro'
import { type FormEvent, useState } from 'react'
import { asFailure, type Failure } from '../relay/failure'
import { exchange } from '../relay/http'
import { Button } from '../ui/Button'
import { Dialog, DialogFooter, Stack } from '../ui/Dialog'
import { FailureLine } from '../ui/ErrorState'
import { PasswordField, TextField } from '../ui/TextField'
import { useViewer } from '../viewer/Viewer'

/** Asks for the password, or for the code where a second factor is on. */
export function StepUpForm({ onClose }: { onClose: (proven: boolean) => void }) {
  const { t } = useLingui()
  const { totpEnabled } = useViewer()
  const [secret, setSecret] = useState('')
  const [failure, setFailure] = useState<Failure | null>(null)
  const [busy, setBusy] = useState(false)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    event.stopPropagation()
    setBusy(true)
    setFailure(null)
    try {
      await exchange('/auth/step-up', totpEnabled ? { totp: secret } : { password: secret })
      onClose(true)
    } catch (error) {
      setFailure(asFailure(error))
    } finally {
      setBusy(false)
    }
  }
  return (
    <Dialog title={t`Confirm that it is you`} open onClose={() => onClose(false)} size={400}>
      <form onSubmit={submit}>
        <Stack>
          <p>{t`This touches accounts or secrets, so please prove yourself once more. It holds for five minutes.`}</p>
          {totpEnabled ? (
            <TextField
              label={t`Code of your authenticator`}
              inputMode="numeric"
              autoComplete="one-time-code"
              data-autofocus
              value={secret}
              onChange={(event) => setSecret(event.currentTarget.value.replace(/\D/g, ''))}
            />
          ) : (
            <PasswordField
              label={t`Password`}
              autoComplete="current-password"
              data-autofocus
              value={secret}
              onChange={(event) => setSecret(event.currentTarget.value)}
            />
          )}
          <FailureLine failure={failure} />
        </Stack>
        <DialogFooter>
          <Button onClick={() => onClose(false)}>{t`Cancel`}</Button>
          <Button type="submit" look="primary" busy={busy} disabled={secret === ''}>
            {t`Confirm`}
          </Button>
        </DialogFooter>
      </form>
    </Dialog>
  )
}
