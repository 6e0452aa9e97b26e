import { useLingui } from '@lingui/react/macro'
import { useEffect, useState } from 'react'
import { useBoth } from '../book/journeyWords'
import { dateTime } from '../format/date'
import { asFailure, type Failure } from '../relay/failure'
import { exchange } from '../relay/http'
import { Button } from '../ui/Button'
import { Stack } from '../ui/Dialog'
import { FailureLine } from '../ui/ErrorState'
import { SkeletonRows } from '../ui/Skeleton'
import { TextArea } from '../ui/TextField'
import { Outside } from './Outside'
import css from './SurveyPage.module.css'

type Sheet = {
  firm: string
  kind: 'csat' | 'nps'
  about: { zh: string; en: string } | null
  score: number | null
  text: string | null
  expiresAt: string | null
}
const SCORES = { csat: [1, 2, 3, 4, 5], nps: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10] }

/** The token stands behind `#`, which browsers send to nobody. */
const tokenOf = () => location.hash.slice(1)

/** What a client answers by himself, from a link: one tap is an answer; outside the frame, and nothing about him on it. */
export function SurveyPage() {
  const { t } = useLingui()
  const [token] = useState(tokenOf)
  const [sheet, setSheet] = useState<Sheet | null>(null)
  const [failure, setFailure] = useState<Failure | null>(null)
  useEffect(() => {
    const controller = new AbortController()
    exchange<Sheet>('/survey/open', { token }, controller.signal)
      .then(setSheet)
      .catch((error) => controller.signal.aborted || setFailure(asFailure(error)))
    return () => controller.abort()
  }, [token])
  return (
    <Outside
      title={sheet?.kind === 'nps' ? t`Would you recommend us?` : t`How content are you?`}
      lead={sheet?.firm ?? t`Startrail`}
    >
      {sheet ? (
        <Answering token={token} sheet={sheet} />
      ) : failure?.code === 'NOT_FOUND' ? (
        <p>{t`This link has ended or is not whole. Thank you all the same; your client manager is there for you.`}</p>
      ) : failure ? (
        <FailureLine failure={failure} />
      ) : (
        <SkeletonRows rows={4} />
      )}
    </Outside>
  )
}

function Answering({ token, sheet }: { token: string; sheet: Sheet }) {
  const { t } = useLingui()
  const both = useBoth()
  const [score, setScore] = useState(sheet.score)
  const [text, setText] = useState(sheet.text ?? '')
  const [kept, setKept] = useState<'score' | 'text' | null>(null)
  const [failure, setFailure] = useState<Failure | null>(null)
  const [busy, setBusy] = useState(false)
  const send = async (next: number, what: 'score' | 'text') => {
    setBusy(true)
    setFailure(null)
    try {
      await exchange<{ done: boolean }>('/survey/answer', { token, score: String(next), text })
      setScore(next)
      setKept(what)
    } catch (error) {
      setFailure(asFailure(error))
    } finally {
      setBusy(false)
    }
  }
  const ends =
    sheet.kind === 'nps' ? [t`not at all likely`, t`extremely likely`] : [t`not content at all`, t`very content`]
  const question =
    sheet.kind === 'nps'
      ? t`How likely are you to recommend us to a friend or colleague?`
      : sheet.about
        ? t`How content are you with how we dealt with your request “${both(sheet.about)}”?`
        : t`How content are you with how we dealt with your request?`
  return (
    <Stack>
      <p id="question">{question}</p>
      {/* biome-ignore lint/a11y/useSemanticElements: each button is an answer of its own, not a field to be sent */}
      <div role="group" aria-labelledby="question" className={css.scores} data-kind={sheet.kind}>
        {SCORES[sheet.kind].map((each) => (
          <button
            key={each}
            type="button"
            className={css.score}
            aria-pressed={each === score}
            disabled={busy}
            onClick={() => void send(each, 'score')}
          >
            {each}
          </button>
        ))}
      </div>
      <p className={css.ends} aria-hidden="true">
        <span>{ends[0]}</span>
        <span>{ends[1]}</span>
      </p>
      <FailureLine failure={failure} />
      {score !== null && (
        <>
          <p role="status">
            {kept === 'text'
              ? t`Thank you! What you wrote has arrived.`
              : t`Thank you! Your answer has arrived; you may change it by another tap.`}
          </p>
          <TextArea
            label={score <= (sheet.kind === 'nps' ? 6 : 2) ? t`What should we do better?` : t`Anything you want to add`}
            rows={4}
            maxLength={2000}
            value={text}
            onChange={(event) => {
              setText(event.currentTarget.value)
              setKept(null)
            }}
          />
          <Button look="primary" busy={busy} disabled={text.trim() === ''} onClick={() => void send(score, 'text')}>
            {t({ message: 'Send', context: 'survey' })}
          </Button>
        </>
      )}
      {sheet.expiresAt && <p className={css.note}>{t`The link is good until ${dateTime(sheet.expiresAt)}.`}</p>}
    </Stack>
  )
}
