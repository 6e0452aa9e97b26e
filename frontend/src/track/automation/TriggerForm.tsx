import { useLingui } from '@lingui/react/macro'
import { Choice, Choices } from '../../ui/Choice'
import { Note } from '../../ui/ErrorState'
import { TextField } from '../../ui/TextField'
import { Toggle } from '../../ui/Toggle'
import { typed } from '../templateContent'
import own from './Automations.module.css'
import type { Trigger } from './content'
import { ScheduleForm } from './ScheduleForm'
import type { useAutomationWords } from './useAutomationWords'
import { useClientKeys } from './useClientKeys'

const today = () => new Date().toISOString().slice(0, 10)
const BEGINNINGS: Record<string, () => Trigger> = {
  event: () => ({ kind: 'event', event: 'journey.stage_entered' }),
  schedule: () => ({ kind: 'schedule', rule: 'FREQ=DAILY', starts: today(), at: '09:00' }),
  date: () => ({ kind: 'date', field: '', days: 0, at: '09:00' }),
  webhook: () => ({ kind: 'webhook' }),
  figure: () => ({ kind: 'figure', figure: '', crossing: 'below', line: '' }),
}
type Words = ReturnType<typeof useAutomationWords>
type Props = { trigger: Trigger; words: Words; onChange: (trigger: Trigger) => void }

/** What starts it: something that happens, a schedule, a date of the client, a figure, or another system. */
export function TriggerForm({ trigger, words, onChange }: Props) {
  const { t } = useLingui()
  const change = (more: Record<string, unknown>) => onChange({ ...trigger, ...more })
  return (
    <div className={own.stack}>
      <Choice
        label={t`Started by`}
        required
        items={words.catalogue.triggers}
        value={trigger.kind}
        onChange={(kind) => kind && kind !== trigger.kind && onChange(BEGINNINGS[kind]?.() ?? { kind })}
      />
      {trigger.kind === 'event' && <EventPart trigger={trigger} words={words} onChange={onChange} />}
      {trigger.kind === 'schedule' && <ScheduleForm trigger={trigger} onChange={onChange} />}
      {trigger.kind === 'date' && <DatePart trigger={trigger} words={words} change={change} />}
      {trigger.kind === 'figure' && <FigurePart trigger={trigger} words={words} change={change} />}
      {trigger.kind === 'webhook' && (
        <Note>{t`Once it is in force, its page gives the address and the secret for the other system.`}</Note>
      )}
    </div>
  )
}

/** An event, and what it has to tell so that it counts. */
function EventPart({ trigger, words, onChange }: Props) {
  const { t } = useLingui()
  const event = String(trigger.event ?? '')
  const where = (trigger.where ?? {}) as Record<string, unknown>
  const put = (key: string, value: unknown) => {
    const { [key]: _, ...rest } = where
    const next = value === null || (Array.isArray(value) && value.length === 0) ? rest : { ...rest, [key]: value }
    const { where: __, ...bare } = trigger
    onChange(Object.keys(next).length > 0 ? { ...bare, where: next } : bare)
  }
  return (
    <>
      <Choice
        label={t({ message: 'What happens', context: 'automation' })}
        required
        items={words.catalogue.events}
        value={event}
        onChange={(next) => next && onChange({ kind: 'event', event: next })}
      />
      {words.catalogue.filtersOf(event).map((filter) => {
        const label = words.filterWord(filter)
        const items = words.filterItems(event, filter.key, filter.of)
        const value = where[filter.key]
        const many = Array.isArray(value) ? value.map(String) : []
        if (filter.of === 'truth')
          return (
            <Choice
              key={filter.key}
              label={label}
              clearable
              placeholder={t`Either`}
              items={items ?? []}
              value={value === true ? 'yes' : value === false ? 'no' : null}
              onChange={(next) => put(filter.key, next === null ? null : next === 'yes')}
            />
          )
        if (items)
          return (
            <Choices
              key={filter.key}
              label={label}
              placeholder={many.length ? '' : t`Whatever it is`}
              items={items}
              value={many}
              onChange={(next) => put(filter.key, next)}
            />
          )
        return (
          <TextField
            key={filter.key}
            label={label}
            hint={t`Keys of the product, with commas between; empty: whatever it is.`}
            value={many.join(',')}
            onChange={(next) =>
              put(
                filter.key,
                next.currentTarget.value.split(/[,，]/).flatMap((each) => each.trim() || []),
              )
            }
          />
        )
      })}
    </>
  )
}

type PartProps = { trigger: Trigger; words: Words; change: (more: Record<string, unknown>) => void }

/** Days before or after a date of the client. */
function DatePart({ trigger, words, change }: PartProps) {
  const { t } = useLingui()
  const keys = useClientKeys()
  const days = trigger.days
  const before = typeof days === 'number' && days < 0
  const size = typeof days === 'number' ? Math.abs(days) : String(days ?? '')
  const put = (text: string, isBefore: boolean) => {
    const number = typed(text)
    change({ days: typeof number === 'number' ? (isBefore ? -number : number) : number })
  }
  return (
    <>
      <Choice
        label={t`Date of the client`}
        required
        items={keys('date').map(({ key }) => ({ value: key, label: words.field(key) }))}
        value={String(trigger.field ?? '') || null}
        onChange={(field) => change({ field: field ?? '' })}
      />
      <TextField
        label={t`Days`}
        inputMode="numeric"
        value={size}
        onChange={(event) => put(event.currentTarget.value, before)}
      />
      <Choice
        label={t`Before or after`}
        items={[
          { value: 'before', label: t`before it` },
          { value: 'after', label: t`after it` },
        ]}
        value={before ? 'before' : 'after'}
        onChange={(side) => put(String(size), side === 'before')}
      />
      <Toggle
        label={t`Every year again, as on birthdays`}
        checked={Boolean(trigger.yearly)}
        onChange={(yearly) => change({ yearly })}
      />
      <Clock value={trigger.at} change={change} />
    </>
  )
}

/** A figure of the firm that crosses a line. */
function FigurePart({ trigger, words, change }: PartProps) {
  const { t } = useLingui()
  return (
    <>
      <Choice
        label={t`Figure`}
        required
        items={words.catalogue.figures}
        value={String(trigger.figure ?? '') || null}
        onChange={(figure) => change({ figure: figure ?? '' })}
      />
      <Choice
        label={t`Crosses`}
        items={[
          { value: 'above', label: t`upwards` },
          { value: 'below', label: t`downwards` },
        ]}
        value={String(trigger.crossing ?? 'below')}
        onChange={(crossing) => change({ crossing: crossing ?? 'below' })}
      />
      <TextField
        label={t`Line`}
        hint={t`A share as 0.8, a count as 20.`}
        inputMode="decimal"
        value={String(trigger.line ?? '')}
        onChange={(event) => change({ line: event.currentTarget.value.trim() })}
      />
      <Clock value={trigger.at ?? '08:00'} change={change} />
    </>
  )
}

/** The hour of the business day. */
export function Clock({ value, change }: { value: unknown; change: PartProps['change'] }) {
  const { t } = useLingui()
  return (
    <TextField
      label={t`At`}
      type="time"
      value={String(value ?? '')}
      onChange={(event) => change({ at: event.currentTarget.value })}
    />
  )
}
