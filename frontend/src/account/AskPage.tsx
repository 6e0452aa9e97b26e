import { useLingui } from '@lingui/react/macro'
import { useEffect, useState } from 'react'
import { type FormField, FormInput } from '../book/FormInput'
import { useBoth } from '../book/journeyWords'
import { dateTime } from '../format/date'
import { asFailure, type Failure } from '../relay/failure'
import { exchange } from '../relay/http'
import { Button } from '../ui/Button'
import { Choice } from '../ui/Choice'
import { Stack } from '../ui/Dialog'
import { FailureLine } from '../ui/ErrorState'
import { SkeletonRows } from '../ui/Skeleton'
import { TextArea, TextField } from '../ui/TextField'
import { Outside } from './Outside'

type Type = { key: string; zh: string; en: string; form: FormField[] }
type Sheet = { firm: string; expiresAt: string; types: Type[] }
type Result = { answerBy: string }

/** The token stands behind `#`, which browsers send to nobody. */
const tokenOf = () => location.hash.slice(1)

/** What a client asks for by himself, from a link; outside the frame, and nothing about him on it. */
export function AskPage() {
  const { t } = useLingui()
  const [token] = useState(tokenOf)
  const [sheet, setSheet] = useState<Sheet | null>(null)
  const [failure, setFailure] = useState<Failure | null>(null)
  const [result, setResult] = useState<Result | null>(null)
  useEffect(() => {
    const controller = new AbortController()
    exchange<Sheet>('/request/open', { token }, controller.signal)
      .then(setSheet)
      .catch((error) => controller.signal.aborted || setFailure(asFailure(error)))
    return () => controller.abort()
  }, [token])
  const lead = sheet?.firm ?? t`Startrail`
  if (result)
    return (
      <Outside title={t`Thank you`} lead={lead}>
        <p role="status">{t`Your request has arrived. You will have an answer by ${dateTime(result.answerBy)}.`}</p>
      </Outside>
    )
  return (
    <Outside title={t`What can we do for you?`} lead={lead}>
      {sheet ? (
        <Asking token={token} sheet={sheet} onDone={setResult} />
      ) : failure?.code === 'NOT_FOUND' ? (
        <p>{t`This link was used, has ended or is not whole. Ask your client manager for a new one.`}</p>
      ) : failure ? (
        <FailureLine failure={failure} />
      ) : (
        <SkeletonRows rows={6} />
      )}
    </Outside>
  )
}

type Props = { token: string; sheet: Sheet; onDone: (result: Result) => void }

function Asking({ token, sheet, onDone }: Props) {
  const { t } = useLingui()
  const both = useBoth()
  const [key, setKey] = useState(sheet.types[0]?.key ?? null)
  const [values, setValues] = useState<Record<string, string>>({})
  const [details, setDetails] = useState('')
  const [name, setName] = useState('')
  const [tail, setTail] = useState('')
  const [failure, setFailure] = useState<Failure | null>(null)
  const [busy, setBusy] = useState(false)
  const type = sheet.types.find((each) => each.key === key)
  const lacks =
    !type ||
    name.trim() === '' ||
    tail.trim().length !== 4 ||
    type.form.some((field) => field.required && !values[field.key]?.trim())
  const send = async () => {
    setBusy(true)
    setFailure(null)
    try {
      const form = JSON.stringify(values)
      onDone(await exchange<Result>('/request/send', { token, type: key ?? '', details, form, name, tail }))
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
        <p>{t`The link takes one request. It is open until ${dateTime(sheet.expiresAt)}.`}</p>
        <Choice
          label={t`What is it about?`}
          required
          items={sheet.types.map((each) => ({ value: each.key, label: both(each) }))}
          value={key}
          onChange={(next) => {
            setKey(next)
            setValues({})
          }}
        />
        {type?.form.map((field) => (
          <FormInput
            key={`${key} ${field.key}`}
            field={field}
            value={values[field.key] ?? ''}
            onChange={(value) => setValues((old) => ({ ...old, [field.key]: value }))}
          />
        ))}
        <TextArea
          label={t`In your own words`}
          rows={4}
          maxLength={4000}
          value={details}
          onChange={(event) => setDetails(event.currentTarget.value)}
        />
        <h2>{t`Signature`}</h2>
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
        <Button type="submit" look="primary" busy={busy} disabled={lacks}>
          {t`Sign and send`}
        </Button>
      </Stack>
    </form>
  )
}
