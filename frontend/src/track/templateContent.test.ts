import { expect, test } from 'vitest'
import { contentOf, emptyStage, emptyTask, freshKey, put, replaced, typed } from './templateContent'

test('a key is none that is taken', () => {
  expect(freshKey('task', [{ key: 'task_1' }, { key: 'task_2' }])).toBe('task_3')
  expect(emptyTask([emptyTask([])]).key).toBe('task_2')
})
test('items go up, down and to the end', () => {
  expect(put(['a', 'b', 'c'], 2, 0)).toEqual(['c', 'a', 'b'])
  expect(put(['a', 'b'], 5, 0)).toEqual(['a', 'b'])
  expect(replaced(['a', 'b'], 1, 'x')).toEqual(['a', 'x'])
  expect(replaced(['a'], 1, 'x')).toEqual(['a', 'x'])
})
test('what is typed is a number where it is one', () => {
  expect([typed(' 12 '), typed('x'), typed('')]).toEqual([12, 'x', ''])
})
test('what is edited is a copy', () => {
  const kept = { zh: '一', en: 'One', losses: [], stages: [emptyStage([])] }
  const edited = contentOf(kept)
  edited.stages[0]?.tasks.push(emptyTask([]))
  expect(kept.stages[0]?.tasks).toEqual([])
})
