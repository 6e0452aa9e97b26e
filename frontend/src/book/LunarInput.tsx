import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { Choice } from '../ui/Choice'
import { TextField } from '../ui/TextField'
import { Toggle } from '../ui/Toggle'
import { businessDay } from './businessDay'
import css from './LunarInput.module.css'
import { type LunarDay, lunarDayWord, lunarMonthWord, lunarWords, nextLunar, readLunar, writeLunar } from './lunar'

type Props = {
  label: string
  value: string | null
  onChange: (value: string | null) => void
  required?: boolean
  error?: string | undefined
}
type Entry = { year: string; month: string | null; day: string | null; leap: boolean }

const entryOf = (day: LunarDay | null): Entry => ({
  year: day?.year ? String(day.year) : '',
  month: day ? String(day.month) : null,
  day: day ? String(day.day) : null,
  leap: day?.leap ?? false,
})

/** A day of the Chinese calendar: month and day, the year where it is known. Beside it, when it comes round next. */
export function LunarInput({ label, value, onChange, required, error }: Props) {
  const { t, i18n } = useLingui()
  const [entry, setEntry] = useState<Entry>(entryOf(value ? readLunar(value) : null))
  const zh = i18n.locale === 'zh-CN'
  const put = (part: Partial<Entry>) => {
    const next = { ...entry, ...part }
    setEntry(next)
    const year = next.year.trim()
    if (!next.month || !next.day || (year !== '' && !/^\d{4}$/.test(year))) return onChange(null)
    const day = { year: year ? Number(year) : null, month: Number(next.month), day: Number(next.day), leap: next.leap }
    onChange(writeLunar(day))
  }
  const months = Array.from({ length: 12 }, (_, at) => ({
    value: String(at + 1),
    label: zh ? lunarMonthWord(at + 1) : String(at + 1),
  }))
  const days = Array.from({ length: 30 }, (_, at) => ({
    value: String(at + 1),
    label: zh ? lunarDayWord(at + 1) : String(at + 1),
  }))
  const day = value ? readLunar(value) : null
  const next = day && nextLunar(day, businessDay())
  return (
    <fieldset className={css.lunar}>
      <legend>
        {label}
        {required && <span aria-hidden="true"> *</span>}
      </legend>
      <div className={css.parts}>
        <TextField
          label={t`Year`}
          placeholder={t`unknown`}
          inputMode="numeric"
          value={entry.year}
          onChange={(event) => put({ year: event.currentTarget.value })}
        />
        <Choice
          label={t`Month`}
          items={months}
          value={entry.month}
          onChange={(month) => put({ month })}
          clearable={!required}
        />
        <Choice
          label={t`Day`}
          items={days}
          value={entry.day}
          onChange={(next) => put({ day: next })}
          clearable={!required}
        />
      </div>
      <Toggle label={t`Leap month`} checked={entry.leap} onChange={(leap) => put({ leap })} />
      {day && next && (
        <p className={css.note}>
          {lunarWords(day, i18n.locale)} · {t`Next on ${next}`}
        </p>
      )}
      {error && (
        <p role="alert" className={css.error}>
          {error}
        </p>
      )}
    </fieldset>
  )
}
