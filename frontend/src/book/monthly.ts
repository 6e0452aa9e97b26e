type Sum = {
  readonly month: string | null | undefined
  readonly kind: string | null | undefined
  readonly amount: string | null | undefined
}

/** Cents of exact decimal text, so that sums are exact. */
const cents = (amount: string): bigint => {
  const [, sign = '', whole = '0', fraction = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(amount) ?? []
  return BigInt(`${sign}${whole}${fraction.padEnd(2, '0').slice(0, 2)}`)
}

/** The sum of amounts as exact decimal text; those that are not shown count nothing. */
export function sumOf(amounts: readonly (string | null | undefined)[]): string {
  const total = amounts.reduce((sum, amount) => sum + (amount ? cents(amount) : 0n), 0n)
  const digits = (total < 0n ? -total : total).toString().padStart(3, '0')
  return `${total < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`
}

/** Sums by month and kind as rows of a chart: months without any are there, kinds in the order of their first month. */
export function monthly(sums: readonly Sum[]) {
  const found = new Map(sums.map(({ month, kind, amount }) => [`${month?.slice(0, 7)} ${kind}`, amount ?? null]))
  const present = sums.flatMap(({ month }) => (month ? [month.slice(0, 7)] : [])).toSorted()
  const months: string[] = []
  for (let at = present[0]; at && at <= (present.at(-1) ?? ''); at = following(at)) months.push(at)
  const kinds = [...new Set(sums.flatMap(({ kind }) => (kind ? [kind] : [])))]
  return { months, kinds, values: (kind: string) => months.map((month) => found.get(`${month} ${kind}`) ?? null) }
}

function following(month: string): string {
  const [year = 0, of = 0] = month.split('-').map(Number)
  return of === 12 ? `${year + 1}-01` : `${year}-${String(of + 1).padStart(2, '0')}`
}

/** "2026-03" of a day. */
export const monthOf = (day: string): string => day.slice(0, 7)

/** The month before a month. */
export function monthBefore(month: string): string {
  const [year = 0, of = 0] = month.split('-').map(Number)
  return of === 1 ? `${year - 1}-12` : `${year}-${String(of - 1).padStart(2, '0')}`
}

/** The last months up to that of a day, the latest first. */
export function recentMonths(day: string, many: number): string[] {
  const found = [monthOf(day)]
  while (found.length < many) found.push(monthBefore(found.at(-1) ?? ''))
  return found
}

/** The last day of a month. */
export function lastDayOf(month: string): string {
  return new Date(Date.parse(`${following(month)}-01`) - 86_400_000).toISOString().slice(0, 10)
}
