import type { ReactNode } from 'react'
import type { PageSource } from './source'

/** One group of a grouped list. `totals` are ready texts by column, e.g. the sum of an amount. */
export type Group = { key: string; title: ReactNode; count: number; totals?: Readonly<Record<string, ReactNode>> }

/** A list in groups: each opened group is a list of its own. */
export type Grouping<Row> = {
  groups: readonly Group[]
  open: ReadonlySet<string>
  onToggle: (key: string) => void
  /** The rows of an opened group; null while nothing is known of them. */
  rowsOf: (key: string) => PageSource<Row> | null
}

/** What stands at a place of the grid. */
export type Place<Row> = { is: 'row'; row: Row | undefined } | { is: 'group'; group: Group; open: boolean }

/** Groups and rows as one list of places, so that the grid scrolls over both alike. */
export type Flat<Row> = {
  total: number
  at: (index: number) => Place<Row>
  need: (from: number, to: number) => void
  /** Brings the rows between two places; groups are left out. */
  load: (from: number, to: number) => Promise<readonly { index: number; row: Row }[]>
}

/** A list without groups. */
export function flatRows<Row>(source: PageSource<Row>): Flat<Row> {
  return {
    total: source.total,
    at: (index) => ({ is: 'row', row: source.row(index) }),
    need: source.need,
    load: async (from, to) => (await source.load(from, to)).map((row, n) => ({ index: from + n, row })),
  }
}

/** A list of groups, each a line of its own followed by its rows while it is open. */
export function flatGroups<Row>({ groups, open, rowsOf }: Grouping<Row>): Flat<Row> {
  const starts: number[] = []
  let total = 0
  for (const group of groups) {
    starts.push(total)
    total += 1 + (open.has(group.key) ? group.count : 0)
  }
  const groupAt = (index: number): number => {
    let [low, high] = [0, starts.length - 1]
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((starts[middle] ?? 0) <= index) low = middle
      else high = middle - 1
    }
    return low
  }
  const at = (index: number): Place<Row> => {
    const n = groupAt(index)
    const group = groups[n] as Group
    const inside = index - (starts[n] ?? 0) - 1
    if (inside < 0) return { is: 'group', group, open: open.has(group.key) }
    return { is: 'row', row: rowsOf(group.key)?.row(inside) }
  }
  /** The part of each open group that lies between two places. */
  const parts = (from: number, to: number) => {
    const found: { source: PageSource<Row>; first: number; low: number; high: number }[] = []
    for (let n = groupAt(from); n < groups.length && (starts[n] ?? 0) <= to; n++) {
      const group = groups[n] as Group
      const source = open.has(group.key) ? rowsOf(group.key) : null
      const first = (starts[n] ?? 0) + 1
      const [low, high] = [Math.max(0, from - first), Math.min(group.count - 1, to - first)]
      if (source && high >= low) found.push({ source, first, low, high })
    }
    return found
  }
  return {
    total,
    at,
    need: (from, to) => {
      for (const { source, low, high } of parts(from, to)) source.need(low, high)
    },
    load: async (from, to) => {
      const rows: { index: number; row: Row }[] = []
      for (const { source, first, low, high } of parts(from, to)) {
        const loaded = await source.load(low, high)
        rows.push(...loaded.map((row, n) => ({ index: first + low + n, row })))
      }
      return rows
    },
  }
}
