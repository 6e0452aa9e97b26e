import type { Condition } from '../ui/condition/tree'

/** What rows of a client come to, as the server keeps it. */
export type Rollup = {
  relation: string
  take: string
  field?: string | null
  days?: number | null
  currency?: string | null
  where?: Condition | null
}

export const TAKES = ['count', 'sum', 'min', 'max', 'latest'] as const
/** Relations of a client whose rows can be counted or added up. */
export const ROLLED: ReadonlySet<string> = new Set([
  'holdings',
  'interactions',
  'needs',
  'orders',
  'tasks',
  'transactions',
])
/** Rows whose amounts are of many currencies; those of the ledger are CNY. */
export const FOREIGN: ReadonlySet<string> = new Set(['orders', 'needs'])

/** Whether a field of rows can be taken so. */
export const fits = (take: string, kind: string) =>
  kind === 'money' || (take !== 'sum' && (kind === 'date' || kind === 'instant'))

/** The kinds of fields that a result can have: of a count, of an amount, of a day. */
export function resultsOf(take: string, kind: string | undefined): readonly string[] {
  if (take === 'count') return ['number']
  return kind === 'money' ? ['money', 'number'] : ['date']
}

/** What is kept: without what the way of taking has no use for. */
export function sentRollup({ relation, take, field, days, currency, where }: Rollup): Rollup {
  const empty = where && 'all' in where && where.all.length === 0
  return {
    relation,
    take,
    ...(take === 'count' ? {} : { field }),
    ...(days == null ? {} : { days }),
    ...(currency == null || take === 'count' ? {} : { currency }),
    ...(where && !empty ? { where } : {}),
  }
}
