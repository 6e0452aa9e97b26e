import { screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { graphql, useLazyLoadQuery } from 'react-relay'
import { expect, test } from 'vitest'
import type { TaskRowTestQuery } from '../__generated__/TaskRowTestQuery.graphql'
import { answer, ME, pending, show } from '../testing/show'
import { Toasts } from '../ui/Toasts'
import { isLate, TaskRow } from './TaskRow'

const task = (more = {}) => ({
  __typename: 'Task',
  id: 'task_1',
  version: 3,
  title: '寄送季度报告',
  body: null,
  state: 'open',
  priority: 'high',
  dueAt: '2020-01-01T00:00:00Z',
  heldUntil: null,
  outcome: null,
  completedAt: null,
  client: { id: 'client_1', name: '张伟' },
  assignee: { id: ME, name: '陆一鸣' },
  ...more,
})

function Row() {
  const { task: found } = useLazyLoadQuery<TaskRowTestQuery>(
    graphql`
      query TaskRowTestQuery {
        task(id: "task_1") {
          ...TaskRow_task
        }
      }
    `,
    {},
  )
  return (
    <>
      <ul>{found && <TaskRow task={found} />}</ul>
      <Toasts />
    </>
  )
}

async function row() {
  const { environment } = await show(<Row />)
  await answer(environment, 'TaskRowTestQuery', { task: task() })
  return environment
}

test('an overdue task says so in words, and whose client it is', async () => {
  await row()
  expect(screen.getByText(/Overdue/)).toBeTruthy()
  expect(screen.getByRole('link', { name: '张伟' }).getAttribute('href')).toBe('/clients/client_1')
})
test('the tick completes with the version seen, and turns into reopen', async () => {
  const environment = await row()
  await userEvent.click(screen.getByRole('button', { name: /^Complete/ }))
  expect(pending(environment, 'TaskRowCompleteMutation').request.variables).toEqual({
    input: { id: 'task_1', version: 3 },
  })
  await answer(environment, 'TaskRowCompleteMutation', { completeTask: task({ state: 'done', version: 4 }) })
  expect(screen.getByRole('button', { name: /^Reopen/ })).toBeTruthy()
})
test('a refused tick leaves the task open and says why', async () => {
  const environment = await row()
  await userEvent.click(screen.getByRole('button', { name: /^Complete/ }))
  await answer(environment, 'TaskRowCompleteMutation', { completeTask: null }, [
    { message: 'Somebody else changed this record.', extensions: { code: 'CONFLICT' } },
  ])
  expect(screen.getByRole('button', { name: /^Complete/ })).toBeTruthy()
  expect(screen.getByText('Somebody else changed this record.')).toBeTruthy()
})
test('only open tasks can be late', () => {
  const now = new Date('2026-11-22T00:00:00Z')
  expect(isLate({ state: 'open', dueAt: '2026-11-21T00:00:00Z', heldUntil: null }, now)).toBe(true)
  expect(isLate({ state: 'open', dueAt: '2026-11-21T00:00:00Z', heldUntil: '2026-11-23T00:00:00Z' }, now)).toBe(false)
  expect(isLate({ state: 'done', dueAt: '2026-11-21T00:00:00Z', heldUntil: null }, now)).toBe(false)
  expect(isLate({ state: 'open', dueAt: null, heldUntil: null }, now)).toBe(false)
})
