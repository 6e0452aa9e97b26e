import { EMPTY } from './money'

/** One business time zone per deployment; every instant is shown in it wherever the reader sits. */
export const ZONE = 'Asia/Shanghai'

const parts = new Intl.DateTimeFormat('en-CA', {
  timeZone: ZONE,
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
})

/** "2026-11-22 09:05" of an instant, in the business zone. */
export function dateTime(instant: string | Date | null | undefined): string {
  if (!instant) return EMPTY
  const found = Object.fromEntries(parts.formatToParts(new Date(instant)).map(({ type, value }) => [type, value]))
  return `${found.year}-${found.month}-${found.day} ${found.hour}:${found.minute}`
}

/** "2026-11-22" of an instant, in the business zone. */
export const dayOf = (instant: string | Date): string => dateTime(instant).slice(0, 10)

/** A business date as the server sends it; an em dash for none. */
export const date = (day: string | null | undefined): string => day ?? EMPTY

const DAY = 86_400_000

/** Whole days from one business date to another; negative when `to` is earlier. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY)
}

const relatives = new Map<string, Intl.RelativeTimeFormat>()

function relativeOf(locale: string): Intl.RelativeTimeFormat {
  let format = relatives.get(locale)
  if (!format) {
    format = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' })
    relatives.set(locale, format)
  }
  return format
}

/**
 * How far an instant is from `now` in words ("3 小时前", "tomorrow") within seven days; the date beyond.
 *
 * Below six hours the clock decides ("20 minutes ago" across midnight), above it the calendar ("yesterday").
 */
export function relative(instant: string, now: Date, locale: string): string {
  const distance = Date.parse(instant) - now.getTime()
  const format = relativeOf(locale)
  const minutes = Math.trunc(distance / 60_000)
  if (Math.abs(minutes) < 60) return format.format(minutes, 'minute')
  if (Math.abs(minutes) < 360) return format.format(Math.trunc(minutes / 60), 'hour')
  const days = daysBetween(dayOf(now), dayOf(instant))
  if (days === 0) return format.format(Math.trunc(minutes / 60), 'hour')
  return Math.abs(days) <= 7 ? format.format(days, 'day') : dayOf(instant)
}

/** The instant at which a wall-clock text "2026-11-22 09:05" falls in the business zone, as ISO; null when malformed. */
export function instantOf(wall: string | null | undefined): string | null {
  const match = /^(\d{4}-\d{2}-\d{2})(?:[ T](\d{2}:\d{2})(?::\d{2})?)?$/.exec(wall ?? '')
  if (!match) return null
  // China has had no daylight saving since 1991, so the offset is a constant.
  const at = new Date(`${match[1]}T${match[2] ?? '00:00'}:00+08:00`)
  return Number.isNaN(at.getTime()) ? null : at.toISOString()
}

/**
 * A day as typed by a person, as "2026-11-22"; null when it is none.
 *
 * Takes "2026-11-22", "2026/1/5", "2026年1月5日", "20261122", and without a year "11-22" or "1月5日", which is that of
 * `today`.
 */
export function parseDay(typed: string, today: string): string | null {
  const text = typed.normalize('NFKC').trim()
  const whole = /^(\d{4})(\d{2})(\d{2})$/.exec(text)
  const parted = /^(?:(\d{4})\s*[-/.年]\s*)?(\d{1,2})\s*[-/.月]\s*(\d{1,2})日?$/.exec(text)
  const found = whole ?? parted
  if (!found) return null
  const [, year = today.slice(0, 4), month = '', day = ''] = found
  const iso = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  const at = new Date(`${iso}T00:00:00Z`)
  // The calendar turns 31 April into 1 May; a person who typed it meant something else.
  return Number.isNaN(at.getTime()) || at.toISOString().slice(0, 10) !== iso ? null : iso
}

/** A day as a heading: "today", "yesterday", else the date; always with its weekday. */
export function dayHeading(day: string, today: string, locale: string): string {
  const weekday = new Intl.DateTimeFormat(locale, { weekday: 'long', timeZone: 'UTC' }).format(
    new Date(`${day}T00:00:00Z`),
  )
  const distance = daysBetween(today, day)
  if (Math.abs(distance) > 1) return `${day} ${weekday}`
  const word = relativeOf(locale).format(distance, 'day')
  return `${word.charAt(0).toUpperCase()}${word.slice(1)} · ${day} ${weekday}`
}

/** Whether text is a business date such as "2026-03-01". */
export const isDay = (text: string | undefined): text is string => /^\d{4}-\d{2}-\d{2}$/.test(text ?? '')
