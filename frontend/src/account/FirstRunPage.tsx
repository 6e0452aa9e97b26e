import { useLingui } from '@lingui/react/macro'
import { type FormEvent, useEffect, useState } from 'react'
import { paths } from '../paths'
import { asFailure, type Failure } from '../relay/failure'
import { exchange } from '../relay/http'
import { Button } from '../ui/Button'
import { FailureLine } from '../ui/ErrorState'
import { PasswordField, TextField } from '../ui/TextField'
import { useGo } from '../viewer/url'
import { useAuthState } from './authState'
import { Outside } from './Outside'
import css from './Outside.module.css'
import { LEAST } from './OwnPassword'

/** The very first page of an empty installation: makes the firm and its administrator, who is signed in by the same answer. */
export function FirstRunPage() {
  const { t } = useLingui()
  const go = useGo()
  const [state, unreachable] = useAuthState()
  const [entry, setEntry] = useState({ firm: '', name: '', email: '', password: '', again: '' })
  const [failure, setFailure] = useState<Failure | null>(null)
  const [busy, setBusy] = useState(false)
  useEffect(() => {
    if (state && !state.firstRun) go(paths.login(), { replace: true })
  }, [state, go])
  const set = (key: keyof typeof entry) => (event: { currentTarget: { value: string } }) =>
    setEntry({ ...entry, [key]: event.currentTarget.value })
  const different = entry.again !== '' && entry.again !== entry.password
  const complete =
    entry.firm && entry.name && entry.email && entry.password.length >= LEAST && entry.again === entry.password
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setBusy(true)
    setFailure(null)
    try {
      const { again: _, ...body } = entry
      await exchange('/auth/first-run', body)
      go(paths.home(), { replace: true })
    } catch (error) {
      setFailure(asFailure(error))
    } finally {
      setBusy(false)
    }
  }
  const problem = (field: string) => (failure?.field === field ? failure.message : undefined)
  return (
    <Outside title={t`Welcome to Startrail`} lead={t`Create your firm and its first administrator`}>
      <form className={css.form} onSubmit={submit}>
        <TextField
          label={t`Firm`}
          required
          autoFocus
          value={entry.firm}
          onChange={set('firm')}
          error={problem('firm')}
        />
        <TextField
          label={t`Your name`}
          required
          autoComplete="name"
          value={entry.name}
          onChange={set('name')}
          error={problem('name')}
        />
        <TextField
          label={t`E-mail`}
          type="email"
          required
          autoComplete="username"
          value={entry.email}
          onChange={set('email')}
          error={problem('email')}
        />
        <PasswordField
          label={t`Password`}
          required
          autoComplete="new-password"
          hint={t`At least ${LEAST} characters; a sentence is best`}
          value={entry.password}
          onChange={set('password')}
          error={problem('password')}
        />
        <PasswordField
          label={t`Password again`}
          required
          autoComplete="new-password"
          value={entry.again}
          onChange={set('again')}
          error={different ? t`The two differ.` : undefined}
        />
        {failure?.field ? null : <FailureLine failure={failure ?? unreachable} />}
        <Button type="submit" look="primary" wide busy={busy} disabled={!complete}>
          {t`Create the firm`}
        </Button>
      </form>
    </Outside>
  )
}
