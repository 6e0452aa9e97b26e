import { dayOf, daysBetween } from '../format/date'

export const GROUPS = ['due', 'priority', 'assignee', 'client'] as const
export type TaskGroup = (typeof GROUPS)[number]

/** The grouping the URL names; none when it names none. */
export const taskGroupOf = (text: string | undefined): TaskGroup | null =>
  GROUPS.find((group) => group === text) ?? null

export const DUES = ['overdue', 'today', 'week', 'later', 'none'] as const
export type Due = (typeof DUES)[number]

export type Grouped = {
  readonly id: string
  readonly state: string
  readonly priority: string
  readonly dueAt?: string | null | undefined
  readonly client?: { readonly id: string; readonly name?: string | null | undefined } | null | undefined
  readonly assignee?: { readonly id: string; readonly name: string } | null | undefined
}

/** Where a task stands in time: over its due time, due today, within seven days, later, or without a due time. */
export function dueOf(task: Pick<Grouped, 'state' | 'dueAt'>, now: Date): Due {
  if (!task.dueAt) return 'none'
  if (task.state === 'open' && Date.parse(task.dueAt) < now.getTime()) return 'overdue'
  const days = daysBetween(dayOf(now), dayOf(task.dueAt))
  return days <= 0 ? 'today' : days <= 7 ? 'week' : 'later'
}

const PRIORITIES = ['urgent', 'high', 'normal', 'low']

export type GroupOf<Task> = {
  key: string
  name: string | null
  tasks: readonly Task[]
  overdue: number
  urgent: number
}

/**
 * Tasks in groups with what each adds up to.
 *
 * By due time and by priority in their own order; by person and by client the largest first, those without one last.
 */
export function groupsOf<Task extends Grouped>(tasks: readonly Task[], by: TaskGroup, now: Date): GroupOf<Task>[] {
  const keyOf = (task: Task): string => {
    if (by === 'due') return dueOf(task, now)
    if (by === 'priority') return task.priority
    return task[by]?.id ?? ''
  }
  const found = [...Map.groupBy(tasks, keyOf)].map(([key, own]) => ({
    key,
    name: by === 'assignee' || by === 'client' ? (own[0]?.[by]?.name ?? null) : null,
    tasks: own,
    overdue: own.filter((task) => dueOf(task, now) === 'overdue').length,
    urgent: own.filter((task) => task.priority === 'urgent').length,
  }))
  const order: readonly string[] = by === 'due' ? DUES : by === 'priority' ? PRIORITIES : []
  const rank = (group: GroupOf<Task>) =>
    order.length > 0 ? order.indexOf(group.key) : group.key === '' ? Number.POSITIVE_INFINITY : -group.tasks.length
  return found.sort((one, other) => rank(one) - rank(other))
}
