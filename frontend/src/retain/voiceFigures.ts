/** A number of a figure as it is told; undefined: there is none. */
export type Figured =
  | {
      readonly measure: string
      readonly value: string | null | undefined
      readonly numerator: string | null | undefined
      readonly denominator: string | null | undefined
      readonly low: string | null | undefined
      readonly high: string | null | undefined
    }
  | undefined
type Named = { readonly name: string | null | undefined } | null | undefined
type Row = {
  readonly key: string
  readonly user: Named
  readonly team: Named
  readonly figures: readonly NonNullable<Figured>[]
}
export type Both = Omit<Row, 'figures'> & { csat: Row['figures']; nps: Row['figures'] }

/** One number of several. */
export const measured = (figures: readonly NonNullable<Figured>[], measure: string): Figured =>
  figures.find((each) => each.measure === measure)

/** Whether so few answered that a share says little: less than 20 %. Source: K-15. */
export function isLowResponse(response: Figured): boolean {
  const sent = Number(response?.denominator ?? 0)
  return sent > 0 && Number(response?.numerator ?? 0) / sent < 0.2
}

/** So many whole months up to and with a day "2026-11-30", as [from, to). */
export function monthsBack(today: string, months: number): { from: string; to: string } {
  const [year = 0, month = 0, day = 0] = today.split('-').map(Number)
  const text = (at: number) => new Date(at).toISOString().slice(0, 10)
  return { from: text(Date.UTC(year, month - months, 1)), to: text(Date.UTC(year, month - 1, day + 1)) }
}

/** The keys of two figures side by side; one that only one of them has stays, with nothing beside it. */
export function unionKeys(csat: readonly Row[], nps: readonly Row[]): Both[] {
  const found = new Map<string, Both>()
  for (const { figures, ...row } of csat) found.set(row.key, { ...row, csat: figures, nps: [] })
  for (const { figures, ...row } of nps) {
    const there = found.get(row.key)
    found.set(row.key, there ? { ...there, nps: figures } : { ...row, csat: [], nps: figures })
  }
  return [...found.values()]
}
