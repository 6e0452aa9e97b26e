import { useLingui } from '@lingui/react/macro'
import { useEffect, useState } from 'react'
import { type Asked, QuestionnaireForm } from '../book/QuestionnaireForm'
import { answered, type Given } from '../book/suitabilityContent'
import { date, dateTime } from '../format/date'
import { asFailure, type Failure } from '../relay/failure'
import { exchange } from '../relay/http'
import { Button } from '../ui/Button'
import { Stack } from '../ui/Dialog'
import { FailureLine } from '../ui/ErrorState'
import { SkeletonRows } from '../ui/Skeleton'
import { TextField } from '../ui/TextField'
import { Outside } from './Outside'

type Sheet = { firm: string; rules: number; expiresAt: string; questions: Asked[] }
type Result = { level: string; lowest: boolean; validUntil: string }

/** The token stands behind `#`, which browsers send to nobody. */
const tokenOf = () => location.hash.slice(1)

/** The questionnaire as a client answers it by himself, from a link; outside the frame, and nothing about him on it. */
export function AssessmentPage() {
  const { t } = useLingui()
  const [token] = useState(tokenOf)
  const [sheet, setSheet] = useState<Sheet | null>(null)
  const [failure, setFailure] = useState<Failure | null>(null)
  const [result, setResult] = useState<Result | null>(null)
  useEffect(() => {
    const controller = new AbortController()
    exchange<Sheet>('/assessment/open', { token }, controller.signal)
      .then(setSheet)
      .catch((error) => controller.signal.aborted || setFailure(asFailure(error)))
    return () => controller.abort()
  }, [token])
  const lead = sheet?.firm ?? t`Startrail`
  if (result)
    return (
      <Outside title={t`Thank you`} lead={lead}>
        <Stack>
          <p role="status">{t`Your risk level is ${result.level}. It is valid until ${date(result.validUntil)}.`}</p>
          <p>{t`Your client manager sees the result. You can close this page.`}</p>
        </Stack>
      </Outside>
    )
  if (failure && !sheet)
    return (
      <Outside title={t`Risk questionnaire`} lead={lead}>
        {failure.code === 'NOT_FOUND' ? (
          <p>{t`This link was used, has ended or is not whole. Ask your client manager for a new one.`}</p>
        ) : (
          <FailureLine failure={failure} />
        )}
      </Outside>
    )
  return (
    <Outside title={t`Risk questionnaire`} lead={lead}>
      {sheet ? <Answering token={token} sheet={sheet} onDone={setResult} /> : <SkeletonRows rows={8} />}
    </Outside>
  )
}

type Props = { token: string; sheet: Sheet; onDone: (result: Result) => void }

function Answering({ token, sheet, onDone }: Props) {
  const { t } = useLingui()
  const [given, setGiven] = useState<Given>({})
  const [strict, setStrict] = useState(false)
  const [name, setName] = useState('')
  const [tail, setTail] = useState('')
  const [failure, setFailure] = useState<Failure | null>(null)
  const [busy, setBusy] = useState(false)
  const whole = answered(sheet.questions, given) === sheet.questions.length
  const send = async () => {
    if (!whole) {
      setStrict(true)
      document.querySelector('fieldset:not(:has(:checked))')?.scrollIntoView({ block: 'center' })
      return
    }
    setBusy(true)
    setFailure(null)
    try {
      const answers = JSON.stringify(given)
      onDone(await exchange<Result>('/assessment/answer', { token, answers, rules: String(sheet.rules), name, tail }))
    } catch (error) {
      setFailure(asFailure(error))
    } finally {
      setBusy(false)
    }
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        void send()
      }}
    >
      <Stack>
        <p>
          {t`Please answer truthfully: the result decides which products may be offered to you. The link is open until ${dateTime(sheet.expiresAt)}.`}
        </p>
        <QuestionnaireForm questions={sheet.questions} given={given} strict={strict} onChange={setGiven} />
        <h2>{t`Signature`}</h2>
        <p>{t`By typing your name and the last four characters of your ID number or telephone you sign that you answered by yourself, truthfully and completely.`}</p>
        <TextField
          label={t`Your full name`}
          required
          autoComplete="name"
          maxLength={120}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <TextField
          label={t`Last four characters of ID number or telephone`}
          required
          autoComplete="off"
          maxLength={4}
          value={tail}
          onChange={(event) => setTail(event.currentTarget.value)}
        />
        <FailureLine failure={failure} />
        <Button type="submit" look="primary" busy={busy} disabled={name.trim() === '' || tail.trim().length !== 4}>
          {t`Sign and send`}
        </Button>
      </Stack>
    </form>
  )
}
