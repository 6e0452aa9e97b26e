import { expect, test } from 'vitest'
import { History } from './history'

const step = (after: string, before = '') => [{ id: 'client_1', column: 'city', before, after }]

test('steps are taken back in reverse and done again in order', () => {
  const history = new History()
  history.add(step('A'))
  history.add(step('B', 'A'))
  expect(history.undo()).toEqual(step('A', 'B'))
  expect(history.undo()).toEqual(step('', 'A'))
  expect(history.undo()).toBeNull()
  expect(history.redo()).toEqual(step('A'))
  expect(history.redo()).toEqual(step('B', 'A'))
  expect(history.redo()).toBeNull()
})
test('a new step ends what could have been done again', () => {
  const history = new History()
  history.add(step('A'))
  history.undo()
  history.add(step('C'))
  expect(history.redo()).toBeNull()
  expect(history.undo()).toEqual(step('', 'C'))
})
test('a step of several cells is taken back as one, last cell first', () => {
  const history = new History()
  history.add([...step('A'), { id: 'client_2', column: 'city', before: 'x', after: 'A' }])
  expect(history.undo()?.map(({ id }) => id)).toEqual(['client_2', 'client_1'])
})
test('a step that changed nothing is none, and only the last hundred are kept', () => {
  const history = new History()
  history.add([])
  expect(history.undo()).toBeNull()
  for (let n = 0; n < 130; n++) history.add(step(String(n)))
  let count = 0
  while (history.undo()) count += 1
  expect(count).toBe(100)
})
