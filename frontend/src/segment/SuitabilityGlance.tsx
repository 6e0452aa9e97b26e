import { useLingui } from '@lingui/react/macro'
import { graphql, useFragment } from 'react-relay'
import type { SuitabilityGlance_suitability$key } from '../__generated__/SuitabilityGlance_suitability.graphql'
import type { SuitabilityGlanceEndMutation } from '../__generated__/SuitabilityGlanceEndMutation.graphql'
import css from '../book/Suitability.module.css'
import { useSuitabilityWords } from '../book/suitabilityWords'
import { date, dateTime, dayOf } from '../format/date'
import { useChange } from '../relay/useChange'
import { Badge } from '../ui/Badge'
import { TextButton } from '../ui/Button'
import { toast } from '../ui/Toasts'
import { useFailureText } from '../ui/useFailureText'
import { useRight } from '../viewer/Viewer'

const fragment = graphql`
  fragment SuitabilityGlance_suitability on ClientSuitability {
    level
    lowest
    validUntil
    isValid
    isQualified
    investorClass
    link {
      expiresAt
      tries
    }
    assessments {
      state
      signedOn
      validUntil
    }
    findings {
      risk
      isTold
      product {
        id
        name
      }
    }
  }
`
const endLink = graphql`
  mutation SuitabilityGlanceEndMutation($input: EndAssessmentLinkInput!) {
    endAssessmentLink(input: $input) {
      id
    }
  }
`
const DAY = 86_400_000
const YEAR = 365

type Props = { suitability: SuitabilityGlance_suitability$key; client: string; onChanged: () => void }

/** State at a glance: level, how long it holds, class, and what no longer suits. */
export function SuitabilityGlance({ suitability, client, onChanged }: Props) {
  const { t } = useLingui()
  const failureText = useFailureText()
  const data = useFragment(fragment, suitability)
  const words = useSuitabilityWords()
  const mayEnd = useRight('Mutation.endAssessmentLink')
  const [end, ending] = useChange<SuitabilityGlanceEndMutation>(endLink)
  const today = dayOf(new Date())
  const current = data.assessments.find((row) => ['valid', 'expiring', 'expired'].includes(row.state))
  const left = data.validUntil ? Math.round((Date.parse(data.validUntil) - Date.parse(today)) / DAY) : 0
  const whole =
    current?.signedOn && current.validUntil
      ? Math.max(1, (Date.parse(current.validUntil) - Date.parse(current.signedOn)) / DAY)
      : YEAR
  const state = !data.isValid ? 'expired' : (current?.state ?? 'valid')
  const look = words.state(state)
  const finish = async () => {
    const outcome = await end({ input: { client } })
    if (outcome.ok) onChanged()
    else toast(failureText(outcome.failure).title, 'bad')
  }
  return (
    <>
      <div className={css.glance}>
        <div className={css.fact}>
          <small>{t`Risk level`}</small>
          <span className={css.big}>
            {data.level ? (data.lowest ? words.row('lowest') : data.level) : t`Not assessed`}
            {data.level && (
              <Badge hue={look.hue} shape={look.shape}>
                {look.word}
              </Badge>
            )}
          </span>
        </div>
        <div className={css.fact}>
          <small>{t`Validity of the questionnaire`}</small>
          {data.validUntil ? (
            <>
              <span>
                {data.isValid
                  ? t`until ${date(data.validUntil)}, ${left} days left`
                  : t`ended on ${date(data.validUntil)}`}
              </span>
              <span className={css.bar} data-state={state} aria-hidden="true">
                <i style={{ width: `${data.isValid ? Math.min(100, Math.max(3, (left / whole) * 100)) : 100}%` }} />
              </span>
            </>
          ) : (
            <span>—</span>
          )}
        </div>
        <div className={css.fact}>
          <small>{t`Qualified investor`}</small>
          <span className={css.big}>
            <Badge hue={data.isQualified ? 'green' : 'red'} shape={data.isQualified ? 'dot' : 'cross'}>
              {data.isQualified ? t`Yes` : t`No`}
            </Badge>
          </span>
        </div>
        <div className={css.fact}>
          <small>{t`Investor class`}</small>
          <span className={css.big}>{data.investorClass === 'professional' ? t`Professional` : t`Ordinary`}</span>
        </div>
      </div>
      {data.link && (
        <div className={css.note}>
          <span>
            {t`A link is open until ${dateTime(data.link.expiresAt)}.`}
            {data.link.tries > 0 && ` ${t`Wrong signatures: ${data.link.tries} of 5.`}`}
          </span>
          {mayEnd && <TextButton disabled={ending} onClick={() => void finish()}>{t`Take it back`}</TextButton>}
        </div>
      )}
      {data.findings && data.findings.length > 0 && (
        <div className={css.note} role="status">
          <div>
            <strong>{t`Holdings that no longer suit`}</strong>
            <ul>
              {data.findings.map((each) => (
                <li key={each.product?.id ?? each.risk}>
                  {each.product?.name ?? '—'} · {each.risk}
                  {each.isTold && ` · ${t`the owner has a task`}`}
                </li>
              ))}
            </ul>
          </div>
        </div>
      )}
    </>
  )
}
