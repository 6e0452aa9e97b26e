import { useLingui } from '@lingui/react/macro'
import { type FormEvent, useEffect, useState } from 'react'
import { paths, safeNext } from '../paths'
import { asFailure, type Failure } from '../relay/failure'
import { exchange } from '../relay/http'
import { Button } from '../ui/Button'
import { Choice } from '../ui/Choice'
import { FailureLine } from '../ui/ErrorState'
import { PasswordField, TextField } from '../ui/TextField'
import { useGo, useSearchValues } from '../viewer/url'
import { useAuthState } from './authState'
import { DemoLogins } from './DemoLogins'
import { Outside } from './Outside'
import css from './Outside.module.css'
import { OwnPassword } from './OwnPassword'

type Firm = { id: string; name: string }
type Step = 'password' | 'totp' | 'firm' | 'change'

/** The firms a CHOOSE_FIRM answer offers. */
function firmsOf(failure: Failure): Firm[] {
  const { firms } = failure.params
  return Array.isArray(firms) ? firms.filter((firm): firm is Firm => typeof firm?.id === 'string') : []
}

/** Log-in: e-mail and password, then a code or the firm where the server asks for it; back to where one was. */
export function LoginPage() {
  const { t } = useLingui()
  const go = useGo()
  const { next } = useSearchValues()
  const [state, unreachable] = useAuthState()
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const [totp, setTotp] = useState('')
  const [firms, setFirms] = useState<Firm[]>([])
  const [firm, setFirm] = useState<string | null>(null)
  const [step, setStep] = useState<Step>('password')
  const [failure, setFailure] = useState<Failure | null>(null)
  const [busy, setBusy] = useState(false)
  const wait = useWait(failure)

  useEffect(() => {
    if (state?.firstRun) go(paths.firstRun(), { replace: true })
    else if (state?.signedIn) go(safeNext(next), { replace: true })
  }, [state, next, go])

  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setBusy(true)
    setFailure(null)
    try {
      const extra = { ...(totp ? { totp } : {}), ...(firm ? { firm } : {}) }
      const { mustChange } = await exchange<{ mustChange?: boolean }>('/auth/login', {
        email: email.trim(),
        password,
        ...extra,
      })
      if (mustChange) setStep('change')
      else go(safeNext(next), { replace: true })
    } catch (error) {
      const refused = asFailure(error)
      if (refused.code === 'TOTP_REQUIRED' && step !== 'totp') setStep('totp')
      else if (refused.code === 'CHOOSE_FIRM') {
        setFirms(firmsOf(refused))
        setStep('firm')
      } else setFailure(refused)
    } finally {
      setBusy(false)
    }
  }
  const restart = () => {
    setStep('password')
    setTotp('')
    setFirm(null)
    setFailure(null)
  }
  if (step === 'change') {
    return (
      <Outside title={t`Your own password`} lead={t`You signed in with a one-time password`}>
        <OwnPassword present={password} onDone={() => go(safeNext(next), { replace: true })} />
      </Outside>
    )
  }
  return (
    <Outside title={t`Startrail`} lead={t`Client relationships for fund companies`}>
      <form className={css.form} onSubmit={submit}>
        {step === 'password' && (
          <>
            <TextField
              label={t`E-mail`}
              type="email"
              autoComplete="username"
              autoFocus
              value={email}
              onChange={(event) => setEmail(event.currentTarget.value)}
            />
            <PasswordField
              label={t`Password`}
              autoComplete="current-password"
              value={password}
              onChange={(event) => setPassword(event.currentTarget.value)}
            />
          </>
        )}
        {step === 'totp' && (
          <TextField
            label={t`Code of your authenticator`}
            hint={t`Six digits, new every 30 seconds`}
            inputMode="numeric"
            autoComplete="one-time-code"
            maxLength={8}
            autoFocus
            value={totp}
            onChange={(event) => setTotp(event.currentTarget.value.replace(/\D/g, ''))}
          />
        )}
        {step === 'firm' && (
          <Choice
            label={t`Your e-mail belongs to several firms`}
            items={firms.map(({ id, name }) => ({ value: id, label: name }))}
            value={firm}
            onChange={setFirm}
          />
        )}
        <FailureLine failure={failure ?? unreachable} />
        <Button
          type="submit"
          look="primary"
          wide
          busy={busy}
          disabled={
            wait > 0 || !email || !password || (step === 'totp' && totp.length < 6) || (step === 'firm' && !firm)
          }
        >
          {wait > 0 ? t`Try again in ${wait} s` : t`Sign in`}
        </Button>
        {step !== 'password' && <Button onClick={restart}>{t`Back`}</Button>}
      </form>
      {step === 'password' && state?.demo && <DemoLogins logins={state.demoLogins} onPick={setEmail} />}
    </Outside>
  )
}

/** Seconds still to wait after a RATE_LIMITED or LOCKED refusal that said how long. */
function useWait(failure: Failure | null): number {
  const [left, setLeft] = useState(0)
  useEffect(() => {
    if (!failure?.retryAfter) return setLeft(0)
    const end = Date.now() + failure.retryAfter * 1_000
    const tick = () => setLeft(Math.max(0, Math.ceil((end - Date.now()) / 1_000)))
    tick()
    const timer = setInterval(tick, 500)
    return () => clearInterval(timer)
  }, [failure])
  return left
}
