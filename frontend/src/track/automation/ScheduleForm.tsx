import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { type Frequency, ruleOf } from '../../book/recurrence'
import { Choice } from '../../ui/Choice'
import { DateField } from '../../ui/DateField'
import { TextField } from '../../ui/TextField'
import { typed } from '../templateContent'
import type { Trigger } from './content'
import { Clock } from './TriggerForm'

type Way = Frequency | 'own'

/** The form that writes this rule; `own` where none does. */
function wayOf(rule: string): Way {
  const kind = /FREQ=(\w+)/.exec(rule)?.[1]
  if (/COUNT|UNTIL|BYSETPOS/.test(rule)) return 'own'
  if (kind === 'DAILY') return 'daily'
  if (kind === 'WEEKLY') return 'weekly'
  if (kind === 'YEARLY') return 'yearly'
  if (kind !== 'MONTHLY') return 'own'
  if (/BYMONTHDAY=-1/.test(rule)) return 'monthlyLast'
  return /BYMONTHDAY/.test(rule) ? 'monthlyDay' : 'monthlyNth'
}

/** A schedule: how often from which day, at which hour, what days off do, and for whom. */
export function ScheduleForm({ trigger, onChange }: { trigger: Trigger; onChange: (trigger: Trigger) => void }) {
  const { t } = useLingui()
  const rule = String(trigger.rule ?? '')
  const starts = String(trigger.starts ?? '')
  const [way, setWay] = useState<Way>(() => wayOf(rule))
  const interval = Number(/INTERVAL=(\d+)/.exec(rule)?.[1] ?? 1)
  const change = (more: Record<string, unknown>) => onChange({ ...trigger, ...more })
  const put = (next: Way, from: string, every: number) => {
    setWay(next)
    const written =
      next === 'own' ? rule : ruleOf({ frequency: next, interval: every, starts: from, until: null, count: null })
    change({ rule: written, starts: from })
  }
  const ways: Record<Way, string> = {
    daily: t`Daily`,
    weekly: t`Weekly`,
    monthlyDay: t`Monthly, on this day of the month`,
    monthlyLast: t`Monthly, on its last day`,
    monthlyNth: t`Monthly, on this weekday`,
    yearly: t`Yearly`,
    own: t`By a rule of its own`,
  }
  const items = (words: Record<string, string>) => Object.entries(words).map(([value, label]) => ({ value, label }))
  return (
    <>
      <Choice
        label={t`How often`}
        items={items(ways)}
        value={way}
        onChange={(next) => put((next ?? 'daily') as Way, starts, interval)}
      />
      {way === 'own' ? (
        <TextField
          label={t`Rule (RFC 5545)`}
          value={rule}
          onChange={(event) => change({ rule: event.currentTarget.value })}
        />
      ) : (
        <TextField
          label={t`Every so many times`}
          inputMode="numeric"
          value={interval}
          onChange={(event) => put(way, starts, Number(typed(event.currentTarget.value)) || 1)}
        />
      )}
      <DateField
        label={t`From the day`}
        required
        value={starts || null}
        onChange={(day) => put(way, day ?? '', interval)}
      />
      <Clock value={trigger.at} change={change} />
      <Choice
        label={t`On days off`}
        items={items({
          keep: t`as on other days`,
          skip: t`left out`,
          next: t`on the next workday`,
          previous: t`on the workday before`,
        })}
        value={String(trigger.shift ?? 'keep')}
        onChange={(shift) => change({ shift: shift ?? 'keep' })}
      />
      <Choice
        label={t`Runs`}
        items={items({ clients: t`one for each client`, firm: t`one for the firm` })}
        value={String(trigger.over ?? 'clients')}
        onChange={(over) => change({ over: over ?? 'clients' })}
      />
      <Choice
        label={t`What was missed`}
        hint={t`When the product stood still at that time.`}
        items={items({ all: t`all is made up`, last: t`the last one is made up`, none: t`nothing is made up` })}
        value={String(trigger.catch_up ?? 'last')}
        onChange={(catch_up) => change({ catch_up: catch_up ?? 'last' })}
      />
    </>
  )
}
