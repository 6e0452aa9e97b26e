import type { TaskOrder } from '../__generated__/useTaskPagesAnchorsQuery.graphql'
import type { Sort } from '../ui/grid/GridHead'

export type { Sort }

/** Columns of the sheet, and the server's names for what it orders by. */
export const ORDERS: Record<string, TaskOrder['field']> = {
  title: 'TITLE',
  client: 'CLIENT',
  priority: 'PRIORITY',
  dueAt: 'DUE_AT',
  assignee: 'ASSIGNEE',
  state: 'STATE',
  createdAt: 'CREATED_AT',
  completedAt: 'COMPLETED_AT',
}

/** "-dueAt,priority" as the sort of the sheet; unknown columns are as if they were not there. */
export function sortOf(text: string): Sort[] {
  const sort = text.split(',').map((part) => ({ id: part.replace(/^-/, ''), descending: part.startsWith('-') }))
  return sort.filter(({ id }, n) => ORDERS[id] && sort.findIndex((each) => each.id === id) === n)
}
export const sortText = (sort: readonly Sort[]): string =>
  sort.map(({ id, descending }) => (descending ? `-${id}` : id)).join(',')

/** The server's order for a sort; what is urgent comes first upwards. Null when nothing is said. */
export function orderOf(sort: readonly Sort[]): TaskOrder[] | null {
  const orders = sort.flatMap(({ id, descending }): TaskOrder[] => {
    const field = ORDERS[id]
    return field ? [{ field, direction: descending === (id !== 'priority') ? 'DESC' : 'ASC' }] : []
  })
  return orders.length > 0 ? orders : null
}
