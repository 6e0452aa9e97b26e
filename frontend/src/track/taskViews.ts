import type { TaskFilter, TaskOrder } from '../__generated__/TasksPageQuery.graphql'

export const VIEWS = ['open', 'overdue', 'done', 'given'] as const
export type TaskView = (typeof VIEWS)[number]

/** The view the URL names; open tasks when it names none. */
export const taskViewOf = (text: string | undefined): TaskView => VIEWS.find((view) => view === text) ?? 'open'

/** The server's question behind a view. `me` is the viewer, `now` an ISO instant. */
export function taskQuestion(view: TaskView, me: string, now: string): { filter: TaskFilter; orderBy: TaskOrder[] } {
  const mine = { assignee: { eq: me } }
  const byDue: TaskOrder[] = [{ field: 'DUE_AT', direction: 'ASC' }]
  switch (view) {
    case 'open':
      return { filter: { ...mine, state: { eq: 'open' } }, orderBy: byDue }
    case 'overdue':
      return {
        filter: { ...mine, state: { eq: 'open' }, dueAt: { lt: now }, heldUntil: { empty: true } },
        orderBy: byDue,
      }
    case 'done':
      return { filter: { ...mine, state: { eq: 'done' } }, orderBy: [{ field: 'CREATED_AT', direction: 'DESC' }] }
    case 'given':
      return { filter: { not: mine, state: { eq: 'open' } }, orderBy: byDue }
  }
}
