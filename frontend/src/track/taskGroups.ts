import type { TaskFilter } from '../__generated__/useTaskPagesAnchorsQuery.graphql'
import { isHeld } from '../book/HeldMark'
import { dayOf, daysBetween, instantOf } from '../format/date'

export const GROUPS = ['due', 'priority', 'assignee', 'client'] as const
export type TaskGroup = (typeof GROUPS)[number]

/** The grouping the URL names; none when it names none. */
export const taskGroupOf = (text: string | undefined): TaskGroup | null =>
  GROUPS.find((group) => group === text) ?? null

export const DUES = ['overdue', 'held', 'today', 'week', 'later', 'none'] as const
export type Due = (typeof DUES)[number]

type Timed = { state: string; dueAt?: string | null | undefined; heldUntil?: string | null | undefined }

/** Where a task stands in time: held back, over its due time, due today, within seven days, later, or without one. */
export function dueOf(task: Timed, now: Date): Due {
  if (isHeld(task)) return 'held'
  if (!task.dueAt) return 'none'
  if (task.state === 'open' && Date.parse(task.dueAt) < now.getTime()) return 'overdue'
  const days = daysBetween(dayOf(now), dayOf(task.dueAt))
  return days <= 0 ? 'today' : days <= 7 ? 'week' : 'later'
}

/** The midnight that begins the day so many days after that of an instant. */
const midnight = (now: Date, days: number): string =>
  instantOf(`${dayOf(new Date(now.getTime() + days * 86_400_000))} 00:00`) as string

/** What is due in one of the parts of time, as seen at an instant: as `dueOf` says of a single task. */
function dueFilter(due: Due, now: Date): TaskFilter {
  const held = { state: { eq: 'open' }, heldUntil: { empty: false } }
  const overdue = { state: { eq: 'open' }, dueAt: { lt: now.toISOString() }, not: held }
  const [tomorrow, after] = [midnight(now, 1), midnight(now, 8)]
  switch (due) {
    case 'overdue':
      return overdue
    case 'held':
      return held
    case 'today':
      return { dueAt: { lt: tomorrow }, not: { or: [overdue, held] } }
    case 'week':
      return { dueAt: { gte: tomorrow, lt: after }, not: held }
    case 'later':
      return { dueAt: { gte: after }, not: held }
    case 'none':
      return { dueAt: { empty: true }, not: held }
  }
}

/** The key of tasks without a value, and of those whose group the server did not tell. */
export const WITHOUT = ''
export const REST = '#rest'

/** The server's filter behind one group. told: the keys of the groups it told of. */
export function groupFilter(by: TaskGroup, key: string, told: readonly string[], now: Date): TaskFilter {
  if (by === 'due') return dueFilter(key as Due, now)
  if (by === 'priority') return { priority: { eq: key } }
  if (key === WITHOUT) return { [by]: { empty: true } }
  if (key !== REST) return { [by]: { eq: key } }
  return { [by]: { empty: false }, not: { [by]: { in: told.filter((each) => each !== WITHOUT) } } }
}

const PRIORITIES = ['urgent', 'high', 'normal', 'low']

/** Groups as they stand below each other: by due time and priority in their own order, else the largest first, none last. */
export function inOrder<Group extends { key: string; count: number }>(
  groups: readonly Group[],
  by: TaskGroup,
): Group[] {
  const order: readonly string[] = by === 'due' ? DUES : by === 'priority' ? PRIORITIES : []
  const last = [REST, WITHOUT]
  const rank = ({ key, count }: Group) =>
    order.length > 0 ? order.indexOf(key) : last.includes(key) ? 1 + last.indexOf(key) : -count
  return [...groups].sort((one, other) => rank(one) - rank(other))
}
