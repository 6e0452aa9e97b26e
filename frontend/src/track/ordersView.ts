import type { FundOrderFilter, FundOrderOrder } from '../__generated__/OrdersListQuery.graphql'
import { dayOf } from '../format/date'

export type OrdersView = {
  states: readonly string[]
  kinds: readonly string[]
  mine: boolean
  overdue: boolean
  differing: boolean
  /** Those that have cooled off and wait for their return visit. */
  visit: boolean
  product: string
  sort: string
}
const LIVE = ['draft', 'suitability_ok', 'signed', 'paid', 'cooling_off', 'visited', 'submitted']
const SORTS: Readonly<Record<string, FundOrderOrder>> = {
  open: { field: 'OPEN_ON', direction: 'ASC' },
  amount: { field: 'AMOUNT', direction: 'DESC' },
  client: { field: 'CLIENT', direction: 'ASC' },
  state: { field: 'STATE', direction: 'ASC' },
}
const listOf = (text: string | undefined): string[] => (text ?? '').split(',').filter((each) => each && each !== 'all')

/** What the URL asks of the list of orders; those under way where it says nothing. */
export function readOrdersView(values: Readonly<Record<string, string>>): OrdersView {
  return {
    states: values.state === undefined ? LIVE : listOf(values.state),
    kinds: listOf(values.kind),
    mine: values.mine === 'yes',
    overdue: values.overdue === 'yes',
    differing: values.differing === 'yes',
    visit: values.visit === 'yes',
    product: values.product ?? '',
    sort: values.sort && values.sort in SORTS ? values.sort : 'new',
  }
}

/** The server's filter without the states, which the groups count by. me: the id of who looks. */
export function filterOf(view: OrdersView, me: string, now: Date): FundOrderFilter {
  return {
    ...(view.kinds.length > 0 && { kind: { in: view.kinds } }),
    ...(view.mine && { clientWhere: { owner: { in: [me] } } }),
    ...(view.overdue && { openOn: { lt: dayOf(now) }, state: { in: LIVE } }),
    ...(view.differing && { difference: { empty: false } }),
    ...(view.visit && { cooledAt: { empty: false }, visitedAt: { empty: true }, state: { in: ['cooling_off'] } }),
    ...(view.product && { product: { in: [view.product] } }),
  }
}

/** The filter with the states that are picked. */
export function withStates(filter: FundOrderFilter, view: OrdersView): FundOrderFilter {
  if (view.states.length === 0 || view.differing) return filter
  return { and: [filter, { state: { in: view.states } }] }
}

/** The server's order; none leaves the latest first. */
export const orderOf = (sort: string): FundOrderOrder[] | null => {
  const order = SORTS[sort]
  return order ? [order] : null
}
