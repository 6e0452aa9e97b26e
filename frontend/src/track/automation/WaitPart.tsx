import { useLingui } from '@lingui/react/macro'
import { Choice } from '../../ui/Choice'
import { TextField } from '../../ui/TextField'
import { typed } from '../templateContent'
import { ConditionPart } from './ConditionPart'
import type { PartProps } from './StepForm'

const UNITS = ['days', 'hours', 'minutes'] as const
const NONE = { days: null, hours: null, minutes: null, until: null, most_days: null }

/** A pause of some time, or until something holds of the client. */
export function WaitPart({ step, change }: PartProps) {
  const { t } = useLingui()
  const unit = step.until !== undefined ? 'until' : (UNITS.find((each) => step[each] !== undefined) ?? 'days')
  return (
    <>
      <Choice
        label={t`Wait`}
        items={[
          { value: 'days', label: t`some days` },
          { value: 'hours', label: t`some hours` },
          { value: 'minutes', label: t`some minutes` },
          { value: 'until', label: t`until something holds` },
        ]}
        value={unit}
        onChange={(next) =>
          change({ ...NONE, ...(next === 'until' ? { until: { all: [] }, most_days: 30 } : { [next ?? 'days']: 1 }) })
        }
      />
      {unit === 'until' && step.until ? (
        <>
          <ConditionPart
            label={t`What has to hold of the client`}
            condition={step.until}
            onChange={(until) => change({ until })}
          />
          <TextField
            label={t`Days at most`}
            required
            inputMode="numeric"
            value={String(step.most_days ?? '')}
            onChange={(event) => change({ most_days: typed(event.currentTarget.value) })}
          />
        </>
      ) : (
        <TextField
          label={t`How many`}
          required
          inputMode="numeric"
          value={String(step[unit] ?? '')}
          onChange={(event) => change({ [unit]: typed(event.currentTarget.value) })}
        />
      )}
    </>
  )
}
