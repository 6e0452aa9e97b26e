import type { Column } from '../ui/grid/columns'
import type { Sort } from '../ui/grid/GridHead'
import type { TaskData } from './taskRows'
import { PRIORITIES } from './useTaskColumns'

export type { Sort }

/** "-dueAt,priority" as the sort of the sheet; unknown columns are as if they were not there. */
export function sortOf(text: string, columns: readonly Pick<Column<TaskData>, 'id' | 'sortable'>[]): Sort[] {
  const sort = text.split(',').map((part) => ({ id: part.replace(/^-/, ''), descending: part.startsWith('-') }))
  return sort.filter(({ id }, n) => {
    const known = columns.some((column) => column.id === id && column.sortable)
    return known && sort.findIndex((each) => each.id === id) === n
  })
}
export const sortText = (sort: readonly Sort[]): string =>
  sort.map(({ id, descending }) => (descending ? `-${id}` : id)).join(',')

/** Tasks in the order asked for; what has no value stands last either way. Without an order they stay as they came. */
export function sorted(tasks: readonly TaskData[], sort: readonly Sort[], columns: readonly Column<TaskData>[]) {
  if (sort.length === 0) return tasks
  const keyOf = (task: TaskData, id: string): string | number => {
    if (id === 'priority') return PRIORITIES.indexOf(task.priority)
    if (id === 'dueAt') return task.dueAt ? Date.parse(task.dueAt) : ''
    if (id === 'createdAt') return Date.parse(task.createdAt)
    if (id === 'completedAt') return task.completedAt ? Date.parse(task.completedAt) : ''
    return columns.find((column) => column.id === id)?.text(task) ?? ''
  }
  const words = new Intl.Collator(['zh-CN', 'en'])
  return [...tasks].sort((one, other) => {
    for (const { id, descending } of sort) {
      const [a, b] = [keyOf(one, id), keyOf(other, id)]
      if (a === b) continue
      if (a === '' || b === '') return a === '' ? 1 : -1
      const order = typeof a === 'number' && typeof b === 'number' ? a - b : words.compare(String(a), String(b))
      if (order !== 0) return descending ? -order : order
    }
    return 0
  })
}
