import type { RequestOrder, RequestView } from '../__generated__/RequestListQuery.graphql'

export const VIEWS = ['OPEN', 'DUE_SOON', 'BREACHED', 'MINE', 'TEAM', 'WAITING', 'COMPLAINTS', 'ENDED'] as const
export type ListView = { view: RequestView; sort: string; board: boolean; figures: boolean; chosen: string | null }
const SORTS: Readonly<Record<string, RequestOrder>> = {
  new: { field: 'CREATED_AT', direction: 'DESC' },
  urgent: { field: 'PRIORITY', direction: 'DESC' },
  client: { field: 'CLIENT', direction: 'ASC' },
}
const ENDED = ['closed', 'reopened', 'cancelled']

/** What the URL asks of the list of requests; the open ones, due first, where it says nothing. */
export function readView(values: Readonly<Record<string, string>>): ListView {
  const view = (values.view ?? 'open').toUpperCase()
  return {
    view: VIEWS.some((each) => each === view) ? (view as RequestView) : 'OPEN',
    sort: values.sort && values.sort in SORTS ? values.sort : 'due',
    board: values.board === 'yes',
    figures: values.figures === 'yes',
    chosen: values.request ?? null,
  }
}

/** The filter that an export of a view has; views of persons and clocks are exported as what is open. */
export function filterOf({ view }: ListView) {
  if (view === 'ENDED') return { state: { in: ENDED } }
  if (view === 'WAITING') return { state: { in: ['waiting_client'] } }
  if (view === 'COMPLAINTS') return { kind: { eq: 'complaint' } }
  if (view === 'BREACHED') return { responseBreachedAt: { empty: false }, state: { notIn: ENDED } }
  return { state: { notIn: ENDED } }
}

/** The server's order; none leaves what is due first. */
export const orderOf = (sort: string): RequestOrder[] | null => {
  const order = SORTS[sort]
  return order ? [order] : null
}
