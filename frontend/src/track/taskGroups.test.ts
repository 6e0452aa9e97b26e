import { describe, expect, test } from 'vitest'
import { dueOf, groupsOf, taskGroupOf } from './taskGroups'

const now = new Date('2026-11-28T10:00:00+08:00')
const task = (id: string, more = {}) => ({
  id,
  state: 'open',
  priority: 'normal',
  dueAt: '2026-11-28T18:00:00+08:00',
  client: { id: 'client_1', name: '张伟' },
  assignee: { id: 'user_1', name: '陆一鸣' },
  ...more,
})

describe('tasks in groups', () => {
  test.each([
    ['2026-11-28T09:59:00+08:00', 'open', 'overdue'],
    ['2026-11-28T09:59:00+08:00', 'done', 'today'],
    ['2026-11-28T23:59:00+08:00', 'open', 'today'],
    ['2026-12-05T23:59:00+08:00', 'open', 'week'],
    ['2026-12-06T00:00:00+08:00', 'open', 'later'],
    [null, 'open', 'none'],
  ])('due %s and %s is %s', (dueAt, state, due) => expect(dueOf({ state, dueAt }, now)).toBe(due))

  test('by due time in the order of time, with what is overdue and urgent', () => {
    const tasks = [
      task('a', { dueAt: null }),
      task('b', { priority: 'urgent' }),
      task('c', { dueAt: '2026-11-01T00:00:00Z' }),
    ]
    expect(groupsOf(tasks, 'due', now).map(({ key, overdue, urgent }) => [key, overdue, urgent])).toEqual([
      ['overdue', 1, 0],
      ['today', 0, 1],
      ['none', 0, 0],
    ])
  })
  test('by person the largest first, tasks of nobody last', () => {
    const tasks = [
      task('a', { assignee: null }),
      task('b', { assignee: null }),
      task('c'),
      task('d', { assignee: { id: 'user_2', name: '沈悦' } }),
      task('e', { assignee: { id: 'user_2', name: '沈悦' } }),
    ]
    expect(groupsOf(tasks, 'assignee', now).map(({ name, tasks: own }) => [name, own.length])).toEqual([
      ['沈悦', 2],
      ['陆一鸣', 1],
      [null, 2],
    ])
  })
  test('an unknown grouping is none', () => expect(taskGroupOf('colour')).toBeNull())
})
