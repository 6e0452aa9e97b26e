/** Days as "2026-11-29"; weeks begin on Monday. */

const DAY = 86_400_000
const stamp = (day: string) => Date.parse(`${day}T00:00:00Z`)

/** The day so many days later. */
export const plusDays = (day: string, days: number): string =>
  new Date(stamp(day) + days * DAY).toISOString().slice(0, 10)

/** 0 for Monday to 6 for Sunday. */
export const weekdayOf = (day: string): number => (new Date(stamp(day)).getUTCDay() + 6) % 7

/** The Monday of a day's week. */
export const mondayOf = (day: string): string => plusDays(day, -weekdayOf(day))

/** The same day of another month, or its last one where that month is shorter. */
export function plusMonths(day: string, months: number): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  const first = new Date(Date.UTC(year, month - 1 + months, 1))
  const last = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate()
  return new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth(), Math.min(date, last)))
    .toISOString()
    .slice(0, 10)
}

export type CalendarView = 'month' | 'week' | 'day' | 'agenda'
export const CALENDAR_VIEWS: readonly CalendarView[] = ['month', 'week', 'day', 'agenda']

/** The days a view shows around a day: whole weeks for a month, four weeks ahead for the agenda. */
export function daysShown(view: CalendarView, day: string): string[] {
  const run = (first: string, count: number) => Array.from({ length: count }, (_, n) => plusDays(first, n))
  if (view === 'day') return [day]
  if (view === 'week') return run(mondayOf(day), 7)
  if (view === 'agenda') return run(day, 28)
  const first = mondayOf(`${day.slice(0, 8)}01`)
  const end = plusMonths(`${day.slice(0, 8)}01`, 1)
  return run(first, Math.ceil((stamp(end) - stamp(first)) / DAY / 7) * 7)
}

/** Where the arrows of a view lead. */
export function stepped(view: CalendarView, day: string, by: 1 | -1): string {
  if (view === 'month') return plusMonths(day, by)
  return plusDays(day, by * { week: 7, day: 1, agenda: 28 }[view])
}
