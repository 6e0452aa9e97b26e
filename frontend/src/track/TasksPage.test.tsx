import { screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import { answer, pending, show } from '../testing/show'
import { TasksPage } from './TasksPage'

const task = (n: number) => ({
  __typename: 'Task',
  id: `task_${n}`,
  version: 1,
  title: `Task ${n}`,
  body: null,
  state: 'open',
  priority: 'normal',
  dueAt: `2026-11-${String(10 + (n % 20)).padStart(2, '0')}T10:00:00Z`,
  outcome: null,
  createdAt: '2026-11-01T10:00:00Z',
  completedAt: null,
  client: null,
  assignee: null,
})
const anchors = (totalCount: number) => ({
  tasks: {
    totalCount,
    hasMoreThanCount: false,
    pageAnchors: Array.from({ length: Math.ceil(totalCount / 100) }, (_, n) => (n ? `c${n * 100}` : null)),
  },
})
const page = (from: number) => ({
  tasks: {
    nodes: Array.from({ length: 100 }, (_, n) => task(from + n)),
    pageInfo: { hasNextPage: true, endCursor: `c${from + 100}` },
  },
})

test('the sheet reaches over all tasks, in the order that the server is asked for', async () => {
  const { environment } = await show(<TasksPage />, '/tasks?sort=-priority,client')
  await answer(environment, 'UserChoiceQuery', { users: { nodes: [] } })
  expect(pending(environment, 'useTaskPagesPageQuery').request.variables).toMatchObject({
    orderBy: [
      { field: 'PRIORITY', direction: 'ASC' },
      { field: 'CLIENT', direction: 'ASC' },
    ],
  })
  await answer(environment, 'useTaskPagesAnchorsQuery', anchors(1620))
  await answer(environment, 'useTaskPagesPageQuery', page(0))
  expect((await screen.findByRole('grid')).getAttribute('aria-rowcount')).toBe('1621')
})

test('groups are counted by the server, and rows asked for where a group is in sight', async () => {
  const { environment } = await show(<TasksPage />, '/tasks?group=priority')
  await answer(environment, 'UserChoiceQuery', { users: { nodes: [] } })
  await answer(environment, 'useTaskPagesAnchorsQuery', anchors(1620))
  await answer(environment, 'useTaskPagesPageQuery', page(0))
  await answer(environment, 'useTaskGroupingQuery', {
    taskGroups: [
      { value: 'low', name: null, count: 1600, overdue: 7, urgent: 0 },
      { value: 'urgent', name: null, count: 20, overdue: 3, urgent: 20 },
    ],
  })
  const sheet = await screen.findByRole('treegrid')
  expect(sheet.getAttribute('aria-rowcount')).toBe('1623')
  expect(screen.getByText('3 overdue')).toBeTruthy()
  const asked = pending(environment, 'useTaskPagesPageQuery').request.variables
  expect(asked.filter.and).toContainEqual({ priority: { eq: 'urgent' } })
})
