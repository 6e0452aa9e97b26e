import { describe, expect, test } from 'vitest'
import { dueOf, groupFilter, inOrder, taskGroupOf } from './taskGroups'

const now = new Date('2026-11-28T10:00:00+08:00')

describe('tasks in groups', () => {
  test.each([
    ['2026-11-28T09:59:00+08:00', 'open', 'overdue'],
    ['2026-11-28T09:59:00+08:00', 'done', 'today'],
    ['2026-11-28T23:59:00+08:00', 'open', 'today'],
    ['2026-12-05T23:59:00+08:00', 'open', 'week'],
    ['2026-12-06T00:00:00+08:00', 'open', 'later'],
    [null, 'open', 'none'],
  ])('due %s and %s is %s', (dueAt, state, due) => expect(dueOf({ state, dueAt }, now)).toBe(due))

  test('what is held back is not overdue', () => {
    const held = { dueAt: '2026-11-28T09:59:00+08:00', heldUntil: '2026-11-29T09:00:00+08:00' }
    expect(dueOf({ state: 'open', ...held }, now)).toBe('held')
    expect(dueOf({ state: 'done', ...held }, now)).toBe('today')
  })
  test('the filters of the parts of time meet at the same midnights', () => {
    expect(groupFilter('due', 'overdue', [], now)).toEqual({
      state: { eq: 'open' },
      dueAt: { lt: '2026-11-28T02:00:00.000Z' },
      not: { state: { eq: 'open' }, heldUntil: { empty: false } },
    })
    const week = groupFilter('due', 'week', [], now).dueAt
    expect(Date.parse(week?.gte ?? '')).toBe(Date.parse('2026-11-29T00:00:00+08:00'))
    expect(Date.parse(week?.lt ?? '')).toBe(Date.parse('2026-12-06T00:00:00+08:00'))
    expect(groupFilter('due', 'today', [], now).dueAt?.lt).toBe(week?.gte)
    expect(groupFilter('due', 'later', [], now).dueAt?.gte).toBe(week?.lt)
  })
  test('what the server did not tell of is what is in none of the groups it told of', () =>
    expect(groupFilter('client', '#rest', ['', 'client_1'], now)).toEqual({
      client: { empty: false },
      not: { client: { in: ['client_1'] } },
    }))
  test('by time and priority in their order, by person the largest first and nobody last', () => {
    const keys = (keys: string[], by: 'due' | 'priority' | 'assignee') =>
      inOrder(
        keys.map((key, n) => ({ key, count: n + 1 })),
        by,
      ).map(({ key }) => key)
    expect(keys(['later', 'none', 'overdue'], 'due')).toEqual(['overdue', 'later', 'none'])
    expect(keys(['low', 'urgent'], 'priority')).toEqual(['urgent', 'low'])
    expect(keys(['user_1', '', 'user_2', '#rest'], 'assignee')).toEqual(['user_2', 'user_1', '#rest', ''])
  })
  test('an unknown grouping is none', () => expect(taskGroupOf('colour')).toBeNull())
})
