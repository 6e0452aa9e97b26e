import { useLingui } from '@lingui/react/macro'
import css from './Questionnaire.module.css'
import { answered, chosen, type Given } from './suitabilityContent'

export type Asked = {
  key: string
  kind: string
  zh: string
  en: string
  answers: readonly { key: string; zh: string; en: string }[]
}
type Props = {
  questions: readonly Asked[]
  given: Given
  /** Points at questions without an answer. */
  strict: boolean
  onChange: (given: Given) => void
}

/** The questions of a risk questionnaire in the reader's language, with how many are answered. */
export function QuestionnaireForm({ questions, given, strict, onChange }: Props) {
  const { t, i18n } = useLingui()
  const zh = i18n.locale === 'zh-CN'
  const done = answered(questions, given)
  return (
    <div className={css.form}>
      <div className={css.progress}>
        <progress max={questions.length} value={done} aria-label={t`Questions answered`} />
        <span>{t`${done} of ${questions.length}`}</span>
      </div>
      <ol className={css.questions}>
        {questions.map((question, n) => {
          const missing = strict && (given[question.key] ?? []).length === 0
          return (
            <li key={question.key}>
              <fieldset
                className={css.question}
                aria-invalid={missing || undefined}
                data-missing={missing || undefined}
              >
                <legend>
                  {n + 1}. {zh ? question.zh : question.en}
                </legend>
                {missing && <p className={css.missing}>{t`Please choose an answer.`}</p>}
                {question.answers.map((answer) => (
                  <label key={answer.key} className={css.answer}>
                    <input
                      type={question.kind === 'many' ? 'checkbox' : 'radio'}
                      name={question.key}
                      checked={(given[question.key] ?? []).includes(answer.key)}
                      onChange={() => onChange(chosen(given, question, answer.key))}
                    />
                    <span>{zh ? answer.zh : answer.en}</span>
                  </label>
                ))}
              </fieldset>
            </li>
          )
        })}
      </ol>
    </div>
  )
}
