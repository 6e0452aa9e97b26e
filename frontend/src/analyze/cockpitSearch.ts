import type { KpiDimension } from '../__generated__/CockpitPortraitQuery.graphql'
import { dayOf, isDay } from '../format/date'
import type { Values } from '../viewer/url'

/** The days [from, to). */
export type Span = { from: string; to: string }
/** What narrows every figure of the cockpit; the names are those of the API. */
export type Filter = { [name in FilterName]?: string }
export type Asked = { window: Span; before: Span | null; filter: Filter }
/** A figure whose clients are opened: the figure and its measure. */
export type Behind = { id: string; measure: string }

export const FILTERS = [
  'team',
  'owner',
  'province',
  'tier',
  'kind',
  'source',
  'industry',
  'gender',
  'riskLevel',
] as const
export type FilterName = (typeof FILTERS)[number]
export const PERIODS = ['month', 'quarter', 'year', 'custom'] as const
export type Period = (typeof PERIODS)[number]

const utc = (year: number, month: number, day = 1) => new Date(Date.UTC(year, month, day))
const text = (day: Date) => day.toISOString().slice(0, 10)
const plus = (day: string, days: number) => text(new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000))
const LENGTH: Record<Exclude<Period, 'custom'>, number> = { month: 1, quarter: 3, year: 12 }

/** Month by month the same day, or the last one of a shorter month. */
function shifted(day: string, months: number): string {
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number)
  const last = utc(year, month - 1 + months + 1, 0).getUTCDate()
  return text(utc(year, month - 1 + months, Math.min(date, last)))
}

/** The period of a day: to its end, or up to and with that day while it lasts. */
export function spanOf(period: Exclude<Period, 'custom'>, today: string): Span {
  const [year = 0, month = 0] = today.split('-').map(Number)
  const length = LENGTH[period]
  const begin = Math.floor((month - 1) / length) * length
  const end = text(utc(year, begin + length))
  const tomorrow = plus(today, 1)
  return { from: text(utc(year, begin)), to: end < tomorrow ? end : tomorrow }
}

/** The days it is compared with: a year before, or the same stretch of the period before. */
export function beforeOf(span: Span, period: Period, compare: string): Span | null {
  if (compare === 'none') return null
  if (compare === 'year') return { from: shifted(span.from, -12), to: shifted(span.to, -12) }
  if (period === 'custom') {
    const days = Math.round((Date.parse(span.to) - Date.parse(span.from)) / 86_400_000)
    return { from: plus(span.from, -days), to: span.from }
  }
  const from = shifted(span.from, -LENGTH[period])
  const to = shifted(span.to, -LENGTH[period])
  return { from, to: to < span.from ? to : span.from }
}

export const periodOf = (values: Values): Period => PERIODS.find((each) => each === values.period) ?? 'year'

/** What the address asks about: this year beside the year before where it says nothing. */
export function askedIn(values: Values, now: Date): Asked {
  const today = dayOf(now)
  const period = periodOf(values)
  const given = isDay(values.from) && isDay(values.to) && values.from < values.to
  const custom = given ? { from: values.from as string, to: values.to as string } : spanOf('year', today)
  const window = period === 'custom' ? custom : spanOf(period, today)
  const filter: Filter = {}
  for (const name of FILTERS) {
    const value = values[name]
    if (value) filter[name] = value
  }
  return { window, before: beforeOf(window, period, values.compare ?? 'year'), filter }
}

/** Steps in which a window is drawn: not more than some thirty. */
export function stepOf({ from, to }: Span): 'DAY' | 'WEEK' | 'MONTH' | 'QUARTER' {
  const days = Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000)
  return days <= 31 ? 'DAY' : days <= 120 ? 'WEEK' : days <= 1_100 ? 'MONTH' : 'QUARTER'
}

/** The filter that a key of a dimension is; null where none narrows by it. */
export function filterOf(by: KpiDimension): FilterName | null {
  const names: Partial<Record<KpiDimension, FilterName>> = {
    PERSON: 'owner',
    TEAM: 'team',
    PROVINCE: 'province',
    TIER: 'tier',
    KIND: 'kind',
    SOURCE: 'source',
    INDUSTRY: 'industry',
    GENDER: 'gender',
    RISK_LEVEL: 'riskLevel',
  }
  return names[by] ?? null
}

/** The figure whose clients an address opens; null for none. */
export function behindIn(value: string | undefined): Behind | null {
  const [, id, measure] = /^(K-\d\d):(\w+)$/.exec(value ?? '') ?? []
  return id && measure ? { id, measure } : null
}

/** The list of clients under the same filter: who holds anything now. members: the people of the team asked for. */
export function listOf(filter: Filter, members: readonly string[]): Values {
  const owners = filter.owner ? [filter.owner] : filter.team ? members : []
  const others = (['gender', 'source'] as const).flatMap((field) =>
    filter[field] ? [{ is: { field, op: 'eq', value: filter[field] } }] : [],
  )
  const values: Record<string, string | undefined> = {
    aum: '0.01..',
    province: filter.province,
    tier: filter.tier,
    kind: filter.kind,
    industry: filter.industry,
    risk: filter.riskLevel,
    owner: owners.join(','),
    when: others.length > 0 ? JSON.stringify({ all: others }) : undefined,
  }
  return Object.fromEntries(Object.entries(values).filter((pair): pair is [string, string] => Boolean(pair[1])))
}

type Figures = readonly { readonly measure: string; readonly value: string | null | undefined }[]
/** The value of a measure; null where it is not told. */
export const numberOf = (figures: Figures | null | undefined, measure: string): string | null =>
  figures?.find((each) => each.measure === measure)?.value ?? null

/** By how much a value changed, as a ratio of the one before; null without one, or where it was none or a debt. */
export function changeOf(now: string | null, before: string | null): string | null {
  if (now === null || before === null || Number(before) <= 0) return null
  return ((Number(now) - Number(before)) / Number(before)).toFixed(4)
}

/** Places in a ranking: those who have the same share one, and the next one counts them. */
export function placesOf(values: readonly (string | null)[]): (number | null)[] {
  return values.map((value) =>
    value === null ? null : 1 + values.filter((other) => other !== null && Number(other) > Number(value)).length,
  )
}
