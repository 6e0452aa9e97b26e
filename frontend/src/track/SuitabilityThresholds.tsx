import { useLingui } from '@lingui/react/macro'
import css from '../book/Suitability.module.css'
import { type Content, LEVELS } from '../book/suitabilityContent'
import { useSuitabilityWords } from '../book/suitabilityWords'
import { moneyFull } from '../format/money'
import { Section } from '../ui/Page'

/** Questionnaire, bounds of the levels and grounds of qualification, as they are in force. */
export function SuitabilityThresholds({ content }: { content: Content }) {
  const { t, i18n } = useLingui()
  const words = useSuitabilityWords()
  const { questionnaire, qualification, investors } = content
  const name = (each: { zh: string; en: string }) => (words.zh ? each.zh : each.en)
  const bounds = LEVELS.map((level) => `${level} ≥ ${questionnaire.bounds[level]}`).join(' · ')
  return (
    <>
      <Section title={t`Questionnaire`}>
        <p>
          {t`Valid for ${questionnaire.months} months, told ${questionnaire.warn_days} days before. Points: ${bounds}.`}
        </p>
        <ol className={css.answers}>
          {questionnaire.questions.map((question) => (
            <li key={question.key}>
              <div>{name(question)}</div>
              <div className={css.meta}>
                {question.answers
                  .map((answer) => `${name(answer)} (${answer.lowest ? t`lowest class` : answer.points})`)
                  .join(' · ')}
              </div>
            </li>
          ))}
        </ol>
      </Section>
      <Section title={t`Grounds of qualification`}>
        <p>
          {t`Valid for ${qualification.months} months; proof no older than ${qualification.evidence_months} months; ${investors} investors in a fund at most.`}
        </p>
        <ul className={css.answers}>
          {qualification.bases.map((basis) => (
            <li key={basis.key}>
              {words.purpose(basis.purpose)} · {name(basis)}
              <div className={css.meta}>
                {[
                  ...basis.measures.map(
                    (each) => `${words.measure(each.measure)} ≥ ${moneyFull(each.minimum, i18n.locale)}`,
                  ),
                  basis.years > 0 && t`${basis.years} years of experience`,
                ]
                  .filter(Boolean)
                  .join(' · ')}
              </div>
            </li>
          ))}
        </ul>
      </Section>
    </>
  )
}
