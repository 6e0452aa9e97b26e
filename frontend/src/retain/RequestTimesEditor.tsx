import { useLingui } from '@lingui/react/macro'
import { useBoth } from '../book/journeyWords'
import { PickFilter } from '../book/PickFilter'
import { useTiers } from '../book/useTiers'
import { typed } from '../track/templateContent'
import { Choice } from '../ui/Choice'
import { TextField } from '../ui/TextField'
import css from './Requests.module.css'
import { PROMISES, TOLD, type TypeContent, withTier } from './typeContent'
import { useToldName } from './useToldName'

type Props = { content: TypeContent; onChange: (more: Partial<TypeContent>) => void }

/** How fast a type is answered and settled, by tier where it says so, and who is told when it is not. */
export function RequestTimesEditor({ content, onChange }: Props) {
  const { t } = useLingui()
  const role = useToldName()
  const promises: Record<string, string> = {
    nav_report: t`NAV and reports`,
    redemption: t`Redemption`,
    additional: t`Additional investment`,
    product_question: t`Product question`,
    data_change: t`Change of data`,
    proof: t`Proofs and tax`,
    complaint: t`Complaint`,
    other: t`Other`,
  }
  return (
    <>
      <div className={css.two}>
        <Choice
          label={t`Answered as the service matrix promises for`}
          clearable
          placeholder={t`its own times only`}
          items={PROMISES.map((value) => ({ value, label: promises[value] ?? value }))}
          value={content.promise}
          onChange={(promise) => onChange({ promise })}
        />
        <Choice
          label={t`Time counts`}
          required
          items={[
            { value: 'service', label: t`as the service matrix says` },
            { value: 'business', label: t`working time` },
            { value: 'always', label: t`day and night` },
          ]}
          value={content.calendar}
          onChange={(calendar) => onChange({ calendar: calendar ?? 'service' })}
        />
        <Choice
          label={t`Priority`}
          required
          items={[
            { value: 'low', label: t`Low` },
            { value: 'normal', label: t`Normal` },
            { value: 'high', label: t`High` },
            { value: 'urgent', label: t`Urgent` },
          ]}
          value={content.priority}
          onChange={(priority) => onChange({ priority: priority ?? 'normal' })}
        />
      </div>
      <Times
        title={t`Answer within (minutes)`}
        times={content.response}
        onChange={(response) => onChange({ response })}
      />
      <Times
        title={t`Settled within (hours)`}
        times={content.resolution}
        onChange={(resolution) => onChange({ resolution })}
      />
      <div className={css.acts}>
        <PickFilter
          title={t`Told when time runs out`}
          items={TOLD.map((value) => ({ value, label: role(value) }))}
          picked={content.escalation}
          onPicked={(next) => onChange({ escalation: TOLD.filter((each) => next.includes(each)) })}
        />
        <TextField
          label={t`Minutes apart`}
          inputMode="numeric"
          value={content.escalate_minutes}
          onChange={(event) => onChange({ escalate_minutes: typed(event.currentTarget.value) })}
        />
      </div>
    </>
  )
}

type TimesProps = { title: string; times: TypeContent['response']; onChange: (times: TypeContent['response']) => void }

function Times({ title, times, onChange }: TimesProps) {
  const { t } = useLingui()
  const both = useBoth()
  const { tiers } = useTiers()
  return (
    <fieldset className={css.tiers}>
      <legend className={css.meta}>{title}</legend>
      <TextField
        label={t`Usually`}
        required
        inputMode="numeric"
        value={times.usual}
        onChange={(event) => onChange({ ...times, usual: typed(event.currentTarget.value) })}
      />
      {tiers.map((tier) => (
        <TextField
          key={tier.key}
          label={both(tier)}
          inputMode="numeric"
          value={times.tiers[tier.key] ?? ''}
          onChange={(event) => {
            const { value } = event.currentTarget
            onChange(withTier(times, tier.key, value.trim() === '' ? null : typed(value)))
          }}
        />
      ))}
    </fieldset>
  )
}
