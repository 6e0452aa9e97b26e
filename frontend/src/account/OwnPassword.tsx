import { useLingui } from '@lingui/react/macro'
import { type FormEvent, useState } from 'react'
import { asFailure, type Failure } from '../relay/failure'
import { exchange } from '../relay/http'
import { Button } from '../ui/Button'
import { FailureLine } from '../ui/ErrorState'
import { PasswordField } from '../ui/TextField'
import css from './Outside.module.css'

/** Characters a new password needs at least; the server decides, this only saves a round trip. */
export const LEAST = 12

/** Replaces a one-time password; the session opens nothing else before. `present` is the one just typed. */
export function OwnPassword({ present, onDone }: { present: string; onDone: () => void }) {
  const { t } = useLingui()
  const [fresh, setFresh] = useState('')
  const [again, setAgain] = useState('')
  const [failure, setFailure] = useState<Failure | null>(null)
  const [busy, setBusy] = useState(false)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setBusy(true)
    setFailure(null)
    try {
      await exchange('/auth/password', { password: present, newPassword: fresh })
      onDone()
    } catch (error) {
      setFailure(asFailure(error))
    } finally {
      setBusy(false)
    }
  }
  return (
    <form className={css.form} onSubmit={submit}>
      <PasswordField
        label={t`New password`}
        autoComplete="new-password"
        autoFocus
        hint={t`At least ${LEAST} characters; a sentence is best`}
        value={fresh}
        onChange={(event) => setFresh(event.currentTarget.value)}
        error={failure?.field === 'newPassword' ? failure.message : undefined}
      />
      <PasswordField
        label={t`New password again`}
        autoComplete="new-password"
        value={again}
        onChange={(event) => setAgain(event.currentTarget.value)}
        error={again !== '' && again !== fresh ? t`The two differ.` : undefined}
      />
      {failure && failure.field !== 'newPassword' && <FailureLine failure={failure} />}
      <Button type="submit" look="primary" wide busy={busy} disabled={fresh.length < LEAST || fresh !== again}>
        {t`Change the password`}
      </Button>
    </form>
  )
}
