import type { NeedFilter, NeedOrder } from '../__generated__/NeedsListQuery.graphql'
import { isDay } from '../format/date'

export type NeedGrouping = 'state' | 'horizon' | 'client' | 'owner'
export type NeedsView = {
  states: readonly string[]
  horizons: readonly string[]
  purpose: string
  amount: string
  by: string
  mine: boolean
  sort: string
  group: NeedGrouping | 'none'
  /** The group that is looked into: its value, `none` for those without one, "" for all. */
  inGroup: string
}
type Asked = { empty: true } | { in: string[] }
const GROUPS: readonly string[] = ['state', 'horizon', 'client', 'owner']
const SORTS: Readonly<Record<string, NeedOrder>> = {
  amount: { field: 'AMOUNT', direction: 'DESC' },
  new: { field: 'CREATED_AT', direction: 'DESC' },
  client: { field: 'CLIENT', direction: 'ASC' },
}
const AMOUNT = /^\d{1,15}(\.\d{1,2})?$/
const listOf = (text: string | undefined): string[] => (text ?? '').split(',').filter((each) => each && each !== 'all')

/** What the URL asks of the list of needs; open ones where it says nothing. */
export function readNeedsView(values: Readonly<Record<string, string>>): NeedsView {
  return {
    states: listOf(values.state ?? 'open'),
    horizons: listOf(values.horizon),
    purpose: values.purpose ?? '',
    amount: values.amount ?? '',
    by: isDay(values.by) ? values.by : '',
    mine: values.mine === 'yes',
    sort: values.sort && values.sort in SORTS ? values.sort : 'day',
    group: GROUPS.includes(values.group ?? '') ? (values.group as NeedGrouping) : 'none',
    inGroup: values.in ?? '',
  }
}

/** The server's filter, without the group; an amount that is none yet does not narrow. me: the id of who looks. */
export function filterOf(view: NeedsView, me: string): NeedFilter {
  return {
    ...(view.states.length > 0 && { state: { in: view.states } }),
    ...(view.horizons.length > 0 && { horizon: { in: view.horizons } }),
    ...(view.purpose.trim() && { purpose: { contains: view.purpose.trim() } }),
    ...(AMOUNT.test(view.amount) && { amount: { gte: view.amount } }),
    ...(view.by && { followUpOn: { lte: view.by } }),
    ...(view.mine && { clientWhere: { owner: { in: [me] } } }),
  }
}

/** The filter with the group that is looked into. */
export function withGroup(filter: NeedFilter, { group, inGroup }: NeedsView): NeedFilter {
  if (group === 'none' || !inGroup) return filter
  const asked: Asked = inGroup === 'none' ? { empty: true } : { in: [inGroup] }
  return { and: [filter, partOf(group, asked)] }
}

function partOf(group: NeedGrouping, asked: Asked): NeedFilter {
  if (group === 'owner') return { clientWhere: { owner: asked } }
  return { [group]: asked }
}

/** The server's order; none leaves it by follow-up day. */
export const orderOf = (sort: string): NeedOrder[] | null => {
  const order = SORTS[sort]
  return order ? [order] : null
}
