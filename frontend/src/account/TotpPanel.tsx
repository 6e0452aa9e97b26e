import { useLingui } from '@lingui/react/macro'
import { type FormEvent, useState } from 'react'
import { graphql, useRelayEnvironment } from 'react-relay'
import { fetchQuery } from 'relay-runtime'
import type { TotpPanelQuery } from '../__generated__/TotpPanelQuery.graphql'
import { asFailure, Failure } from '../relay/failure'
import { exchange } from '../relay/http'
import { withStepUp } from '../relay/stepUp'
import { Button } from '../ui/Button'
import { FailureLine, Note } from '../ui/ErrorState'
import { Qr } from '../ui/Qr'
import { Secret } from '../ui/Secret'
import { TextField } from '../ui/TextField'
import { toast } from '../ui/Toasts'
import { useViewer } from '../viewer/Viewer'
import css from './Profile.module.css'

const query = graphql`
  query TotpPanelQuery {
    viewer {
      totpEnabled
    }
  }
`

/** The key in an otpauth address, in groups of four for typing. */
export function keyOf(otpauth: string): string {
  const key = new URL(otpauth).searchParams.get('secret') ?? ''
  return key.replace(/(.{4})(?=.)/g, '$1 ')
}

/** An exchange that answers with its Failure instead of throwing, after asking for a fresh proof where wanted. */
const attempt = <Answer,>(path: string, body: object) =>
  withStepUp<Answer | Failure>(
    () => exchange<Answer>(path, body).catch(asFailure),
    (answer) => answer instanceof Failure && answer.code === 'STEP_UP_REQUIRED',
  )

/** Enrols an authenticator: the code is drawn here, the first six digits prove that it works. Or removes it. */
export function TotpPanel() {
  const { t } = useLingui()
  const { totpEnabled } = useViewer()
  const environment = useRelayEnvironment()
  const [offer, setOffer] = useState<string | null>(null)
  const [code, setCode] = useState('')
  const [failure, setFailure] = useState<Failure | null>(null)
  const [busy, setBusy] = useState(false)
  const call = async <Answer,>(path: string, body: object, then: (answer: Answer) => void) => {
    setBusy(true)
    setFailure(null)
    const answer = await attempt<Answer>(path, body)
    setBusy(false)
    if (answer instanceof Failure) setFailure(answer)
    else then(answer)
  }
  const settled = (words: string) => () => {
    setOffer(null)
    setCode('')
    toast(words)
    fetchQuery<TotpPanelQuery>(environment, query, {}).subscribe({})
  }
  const begin = () => call<{ otpauth: string }>('/auth/totp/begin', {}, ({ otpauth }) => setOffer(otpauth))
  const confirm = () => call('/auth/totp/confirm', { totp: code }, settled(t`The second factor is on.`))
  const remove = () => call('/auth/totp/remove', { totp: code }, settled(t`The second factor is off.`))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    void (offer ? confirm() : remove())
  }
  const digits = (
    <TextField
      label={offer ? t`The six digits it shows` : t`Code of your authenticator`}
      inputMode="numeric"
      autoComplete="one-time-code"
      maxLength={6}
      value={code}
      onChange={(event) => setCode(event.currentTarget.value.replace(/\D/g, ''))}
      error={failure?.field === 'totp' ? failure.message : undefined}
    />
  )
  const problem = failure && failure.field !== 'totp' && <FailureLine failure={failure} />
  if (!offer && !totpEnabled) {
    return (
      <div className={css.panel}>
        <Note>{t`Off. A code from an authenticator app protects the account even when the password is known to others.`}</Note>
        {problem}
        <Button look="primary" busy={busy} onClick={begin}>
          {t`Turn on`}
        </Button>
      </div>
    )
  }
  return (
    <form className={css.panel} onSubmit={submit}>
      {offer ? (
        <>
          <p>{t`Scan this with an authenticator app, or type the key into it.`}</p>
          <div className={css.qr}>
            <Qr text={offer} label={t`QR code for the authenticator`} />
          </div>
          <Secret text={keyOf(offer)} label={t`Key`} />
        </>
      ) : (
        <Note>{t`On. Every log-in asks for a code of your authenticator. If you lose it, an administrator can reset it.`}</Note>
      )}
      {digits}
      {problem}
      <Button type="submit" look={offer ? 'primary' : 'plain'} busy={busy} disabled={code.length !== 6}>
        {offer ? t`Confirm` : t`Turn off`}
      </Button>
    </form>
  )
}
