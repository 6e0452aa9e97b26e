/** Rules of repetition as a form knows them, and as RFC 5545 writes them. */
export type Frequency = 'daily' | 'weekly' | 'monthlyDay' | 'monthlyLast' | 'monthlyNth' | 'yearly'

export type Repeat = {
  frequency: Frequency
  interval: number
  /** The day the series begins on, "2026-11-30": it names the weekday, the day of the month. */
  starts: string
  until: string | null
  count: number | null
}

export const WEEKDAYS: readonly string[] = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU']

/** Which weekday a day is, as the rules write it. */
export const weekdayOf = (day: string): string => WEEKDAYS[(new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7] ?? 'MO'

/** The rule of a form. weekdays: of a weekly one; none: that of its first day. They are written in their own order. */
export function ruleOf(
  { frequency, interval, starts, until, count }: Repeat,
  weekdays: readonly string[] = [],
): string {
  const date = new Date(`${starts}T00:00:00Z`)
  const weekday = weekdayOf(starts)
  const day = date.getUTCDate()
  const parts: Record<Frequency, string[]> = {
    daily: ['FREQ=DAILY'],
    weekly: [
      'FREQ=WEEKLY',
      `BYDAY=${WEEKDAYS.filter((each) => (weekdays.length > 0 ? weekdays.includes(each) : each === weekday)).join(',')}`,
    ],
    monthlyDay: ['FREQ=MONTHLY', `BYMONTHDAY=${day}`],
    monthlyLast: ['FREQ=MONTHLY', 'BYMONTHDAY=-1'],
    monthlyNth: ['FREQ=MONTHLY', `BYDAY=${Math.min(Math.ceil(day / 7), 5)}${weekday}`],
    yearly: ['FREQ=YEARLY'],
  }
  const [freq = '', ...by] = parts[frequency]
  return [
    freq,
    ...(interval > 1 ? [`INTERVAL=${interval}`] : []),
    ...by,
    ...(until ? [`UNTIL=${until.replaceAll('-', '')}`] : []),
    ...(!until && count ? [`COUNT=${count}`] : []),
  ].join(';')
}
