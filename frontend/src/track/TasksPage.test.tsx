import { act, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
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
const page = (from: number, count: number, hasNextPage: boolean) => ({
  tasks: {
    totalCount: 620,
    edges: Array.from({ length: count }, (_, n) => ({ cursor: `c${from + n}`, node: task(from + n) })),
    pageInfo: { hasNextPage, endCursor: `c${from + count - 1}` },
  },
})

test('a list longer than the sheet takes at once says so, and fetches the rest when asked', async () => {
  const { environment } = await show(<TasksPage />, '/tasks')
  await answer(environment, 'TasksPageQuery', page(0, 500, true))
  await answer(environment, 'UserChoiceQuery', { users: { nodes: [] } })
  expect(await screen.findByText(/^500 of 620 tasks are here/)).toBeTruthy()
  await act(async () => userEvent.click(screen.getByRole('button', { name: 'Fetch more' })))
  expect(pending(environment, 'TasksPagePageQuery').request.variables).toMatchObject({ after: 'c499' })
  await answer(environment, 'TasksPagePageQuery', page(500, 120, false))
  expect(screen.getByRole('grid').getAttribute('aria-rowcount')).toBe('621')
  expect(screen.queryByText(/tasks are here/)).toBeNull()
})
