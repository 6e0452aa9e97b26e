import { useLingui } from '@lingui/react/macro'
import { type FormEvent, useState } from 'react'
import { asFailure, type Failure } from '../relay/failure'
import { exchange } from '../relay/http'
import { Button } from '../ui/Button'
import { FailureLine } from '../ui/ErrorState'
import { PasswordField } from '../ui/TextField'
import { toast } from '../ui/Toasts'
import { LEAST } from './OwnPassword'
import css from './Profile.module.css'

/** Changes one's own password; the server ends the other sessions. */
export function PasswordPanel() {
  const { t } = useLingui()
  const [busy, setBusy] = useState(false)
  const [current, setCurrent] = useState('')
  const [fresh, setFresh] = useState('')
  const [again, setAgain] = useState('')
  const [failure, setFailure] = useState<Failure | null>(null)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setFailure(null)
    setBusy(true)
    try {
      await exchange('/auth/password', { password: current, newPassword: fresh })
      setCurrent('')
      setFresh('')
      setAgain('')
      toast(t`The password was changed.`)
    } catch (error) {
      setFailure(asFailure(error))
    } finally {
      setBusy(false)
    }
  }
  const problem = (field: string) => (failure?.field === field ? failure.message : undefined)
  return (
    <form className={css.panel} onSubmit={submit}>
      <PasswordField
        label={t`Present password`}
        autoComplete="current-password"
        value={current}
        onChange={(event) => setCurrent(event.currentTarget.value)}
        error={problem('password')}
      />
      <PasswordField
        label={t`New password`}
        autoComplete="new-password"
        hint={t`At least ${LEAST} characters; a sentence is best`}
        value={fresh}
        onChange={(event) => setFresh(event.currentTarget.value)}
        error={problem('newPassword')}
      />
      <PasswordField
        label={t`New password again`}
        autoComplete="new-password"
        value={again}
        onChange={(event) => setAgain(event.currentTarget.value)}
        error={again !== '' && again !== fresh ? t`The two differ.` : undefined}
      />
      {failure && !['password', 'newPassword'].includes(failure.field ?? '') && <FailureLine failure={failure} />}
      <Button type="submit" look="primary" busy={busy} disabled={!current || fresh.length < LEAST || fresh !== again}>
        {t`Change the password`}
      </Button>
    </form>
  )
}
