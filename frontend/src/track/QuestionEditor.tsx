import { useLingui } from '@lingui/react/macro'
import { ArrowDown, ArrowUp, Plus, Trash2 } from 'lucide-react'
import { useState } from 'react'
import css from '../book/Suitability.module.css'
import type { Answer, Question } from '../book/suitabilityContent'
import { useSuitabilityWords } from '../book/suitabilityWords'
import { Button, IconButton, TextButton } from '../ui/Button'
import { Choice } from '../ui/Choice'
import { TextField } from '../ui/TextField'
import { Toggle } from '../ui/Toggle'

type Props = { questions: Question[]; onChange: (questions: Question[]) => void }

/** The questions in their order; one is open at a time. Keys stay, so that answers given before are still known. */
export function QuestionEditor({ questions, onChange }: Props) {
  const { t } = useLingui()
  const words = useSuitabilityWords()
  const [open, setOpen] = useState<string | null>(null)
  const put = (n: number, question: Question) => onChange(questions.map((one, m) => (m === n ? question : one)))
  const move = (n: number, by: number) => {
    const next = [...questions]
    const [one] = next.splice(n, 1)
    if (one) next.splice(n + by, 0, one)
    onChange(next)
  }
  const fresh = (taken: string[], stem: string) => {
    for (let n = 1; ; n += 1) if (!taken.includes(`${stem}${n}`)) return `${stem}${n}`
  }
  const add = () => {
    const key = fresh(
      questions.map((one) => one.key),
      'question_',
    )
    const answer = (name: string): Answer => ({ key: name, zh: '', en: '', points: 0, lowest: false })
    onChange([...questions, { key, kind: 'one', zh: '', en: '', most: null, answers: [answer('a'), answer('b')] }])
    setOpen(key)
  }
  return (
    <>
      <ol className={css.list}>
        {questions.map((question, n) => (
          <li key={question.key} className={css.item}>
            <div className={css.line}>
              <span>
                {n + 1}. {(words.zh ? question.zh : question.en) || t`New question`}
              </span>
              <TextButton
                aria-expanded={open === question.key}
                onClick={() => setOpen(open === question.key ? null : question.key)}
              >
                {open === question.key ? t`Done` : t`Edit`}
              </TextButton>
              <IconButton small label={t`Move up`} disabled={n === 0} onClick={() => move(n, -1)}>
                <ArrowUp size={14} />
              </IconButton>
              <IconButton small label={t`Move down`} disabled={n === questions.length - 1} onClick={() => move(n, 1)}>
                <ArrowDown size={14} />
              </IconButton>
              <IconButton
                small
                label={t`Remove the question`}
                disabled={questions.length === 1}
                onClick={() => onChange(questions.filter((_, m) => m !== n))}
              >
                <Trash2 size={14} />
              </IconButton>
            </div>
            {open === question.key && (
              <OneQuestion
                question={question}
                freshKey={() =>
                  fresh(
                    question.answers.map((one) => one.key),
                    'answer_',
                  )
                }
                onChange={(changed) => put(n, changed)}
              />
            )}
          </li>
        ))}
      </ol>
      <div>
        <Button small onClick={add}>
          <Plus size={13} aria-hidden="true" />
          {t`Add a question`}
        </Button>
      </div>
    </>
  )
}

type OneProps = { question: Question; freshKey: () => string; onChange: (question: Question) => void }

function OneQuestion({ question, freshKey, onChange }: OneProps) {
  const { t } = useLingui()
  const put = (n: number, part: Partial<Answer>) =>
    onChange({ ...question, answers: question.answers.map((one, m) => (m === n ? { ...one, ...part } : one)) })
  return (
    <div className={css.list}>
      <div className={css.two}>
        <TextField
          label={t`Question in Chinese`}
          maxLength={200}
          value={question.zh}
          onChange={(event) => onChange({ ...question, zh: event.currentTarget.value })}
        />
        <TextField
          label={t`Question in English`}
          maxLength={200}
          value={question.en}
          onChange={(event) => onChange({ ...question, en: event.currentTarget.value })}
        />
        <Choice
          label={t`Answers to choose`}
          items={[
            { value: 'one', label: t`one` },
            { value: 'many', label: t`several, the highest counts` },
          ]}
          value={question.kind}
          onChange={(kind) => onChange({ ...question, kind: kind === 'many' ? 'many' : 'one', most: null })}
        />
      </div>
      {question.answers.map((answer, n) => (
        <div key={answer.key} className={css.two}>
          <TextField
            label={t`Answer ${n + 1} in Chinese`}
            maxLength={200}
            value={answer.zh}
            onChange={(event) => put(n, { zh: event.currentTarget.value })}
          />
          <TextField
            label={t`Answer ${n + 1} in English`}
            maxLength={200}
            value={answer.en}
            onChange={(event) => put(n, { en: event.currentTarget.value })}
          />
          <TextField
            label={t`Points`}
            inputMode="numeric"
            value={String(answer.points)}
            onChange={(event) =>
              put(n, { points: Number.parseInt(event.currentTarget.value.replace(/\D/g, '').slice(0, 3) || '0', 10) })
            }
          />
          <Toggle label={t`Marks the lowest class`} checked={answer.lowest} onChange={(lowest) => put(n, { lowest })} />
          <TextButton
            disabled={question.answers.length <= 2}
            onClick={() => onChange({ ...question, answers: question.answers.filter((_, m) => m !== n) })}
          >
            {t`Remove the answer`}
          </TextButton>
        </div>
      ))}
      <div>
        <Button
          small
          onClick={() =>
            onChange({
              ...question,
              answers: [...question.answers, { key: freshKey(), zh: '', en: '', points: 0, lowest: false }],
            })
          }
        >
          {t`Add an answer`}
        </Button>
      </div>
    </div>
  )
}
