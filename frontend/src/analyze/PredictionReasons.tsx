import { useLingui } from '@lingui/react/macro'
import { graphql, useFragment } from 'react-relay'
import type { PredictionReasons_prediction$key } from '../__generated__/PredictionReasons_prediction.graphql'
import { useBoth } from '../book/journeyWords'
import { date } from '../format/date'
import { percent } from '../format/money'
import { TextButton } from '../ui/Button'
import { Money } from '../ui/Money'
import css from './Prediction.module.css'
import { signed } from './predictionWords'

const fragment = graphql`
  fragment PredictionReasons_prediction on ClientPrediction {
    kind
    chance
    average
    score
    base
    horizonMonths
    asOf
    model
    amount
    expected
    reasons {
      key
      zh
      en
      adds
    }
    against {
      key
      zh
      en
      adds
    }
    wouldChange {
      key
      zh
      en
      chance
      score
    }
  }
`
type Props = {
  prediction: PredictionReasons_prediction$key
  /** Says that a reason is wrong; absent for whom that is not allowed. */
  onDoubt?: ((feature: string, words: string) => void) | undefined
}

/** Why a prediction is what it is: the chance beside the tier's, what raises it, what lowers it, what would change it. */
export function PredictionReasons({ prediction, onDoubt }: Props) {
  const { t, i18n } = useLingui()
  const both = useBoth()
  const found = useFragment(fragment, prediction)
  const { horizonMonths, model } = found
  const chance = percent(found.chance, i18n.locale)
  const average = percent(found.average, i18n.locale)
  return (
    <div className={css.why}>
      {found.kind === 'upsell' ? (
        <p className={css.lead}>
          {t`Adds to his holdings within ${horizonMonths} months: ${chance}; clients of this tier ${average}.`}{' '}
          {found.amount && (
            <>
              {t`Expected if he does:`} <Money cny={found.amount} />
            </>
          )}
        </p>
      ) : found.chance ? (
        <p
          className={css.lead}
        >{t`Leaves within ${horizonMonths} months: ${chance}; clients of this tier ${average}.`}</p>
      ) : (
        <p className={css.lead}>{t`Rule score ${signed(found.score)}: points by fixed rules, no probability.`}</p>
      )}
      <Reasons title={t`Raises it`} rows={found.reasons} onDoubt={onDoubt} none={t`Nothing stands out.`} />
      <Reasons title={t`Lowers it`} rows={found.against} onDoubt={onDoubt} none={t`Nothing stands out.`} />
      {found.wouldChange.length > 0 && (
        <div>
          <h3>{t`What would change it`}</h3>
          <ul>
            {found.wouldChange.map((each) => (
              <li key={each.key}>
                {both(each)}{' '}
                <span className={css.adds}>{each.chance ? percent(each.chance, i18n.locale) : signed(each.score)}</span>
              </li>
            ))}
          </ul>
          <p className={css.meta}>{t`Associated with it, not proven to bring it about.`}</p>
        </div>
      )}
      <p className={css.meta}>
        {model > 0 ? t`Model ${model}` : t`Rule score, not a model`} · {t`Facts before ${date(found.asOf)}`} ·{' '}
        {t`A person decides; the client never sees this.`}
      </p>
    </div>
  )
}

type Row = { key: string; zh: string; en: string; adds: string }
type ListProps = { title: string; rows: readonly Row[]; none: string; onDoubt: Props['onDoubt'] }

function Reasons({ title, rows, none, onDoubt }: ListProps) {
  const { t } = useLingui()
  const both = useBoth()
  return (
    <div>
      <h3>{title}</h3>
      {rows.length === 0 ? (
        <p className={css.meta}>{none}</p>
      ) : (
        <ul>
          {rows.map((row) => (
            <li key={row.key}>
              {both(row)} <span className={css.adds}>({signed(row.adds)})</span>{' '}
              {onDoubt && (
                <TextButton
                  aria-label={t`Reason is wrong: ${both(row)}`}
                  onClick={() => onDoubt(row.key, both(row))}
                >{t`Reason is wrong…`}</TextButton>
              )}
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
