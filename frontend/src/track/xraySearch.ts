import { dayOf, isDay } from '../format/date'
import type { Values } from '../viewer/url'

export type Filter = { owner?: string; team?: string; tier?: string; source?: string }
export type Asked = { template: string; from: string; to: string; filter: Filter }
/** A part of the X-ray that was opened, as `LOST:match::fees`: what, in which stage, of which kind, by which key. */
export type Opened = { part: string; stage?: string; kind?: string; key?: string }

const DAY = 86_400_000

/** What the address asks about. The last year up to and with today where it names no days. */
export function askedIn(values: Values, template: string, now: Date): Asked {
  const filter: Filter = {}
  for (const name of ['owner', 'team', 'tier', 'source'] as const) {
    const value = values[name]
    if (value) filter[name] = value
  }
  const from = isDay(values.from) ? values.from : dayOf(new Date(now.getTime() - 364 * DAY))
  const to = isDay(values.to) ? values.to : dayOf(new Date(now.getTime() + DAY))
  return { template, from, to, filter }
}

const PARTS = ['STARTED', 'ENTERED', 'STAYED', 'LOST', 'STANDING', 'LASTING', 'BLOCKED', 'UNDONE']

/** The part that an address opens; null for none and for what is no part. */
export function openedIn(text: string | undefined): Opened | null {
  const [part = '', stage, kind, key] = (text ?? '').split(':')
  if (!PARTS.includes(part)) return null
  return { part, ...(stage && { stage }), ...(kind && { kind }), ...(key && { key }) }
}

/** As it stands in an address. */
export const openedText = ({ part, stage = '', kind = '', key = '' }: Opened): string =>
  [part, stage, kind, key].join(':')

/** One ratio less another one, as exact text of four places; null where one is missing. */
export function difference(now: string | null | undefined, before: string | null | undefined): string | null {
  return now == null || before == null ? null : (Number(now) - Number(before)).toFixed(4)
}

type Day = { readonly day: number; readonly openShare: string }
/** The share that is not won yet on each of some days; null behind the day until which anybody was watched. */
export function survivalAt(
  curve: { readonly watched: number | null | undefined; readonly days: readonly Day[] },
  grid: readonly number[],
): (string | null)[] {
  const { watched, days } = curve
  return grid.map((day) => {
    if (watched == null || day > watched || days.length === 0) return null
    return days.findLast((each) => each.day <= day)?.openShare ?? '1'
  })
}
