import { expect, test } from 'vitest'
import { orderOf, sortOf, sortText } from './taskSort'

test('a sort is read from the URL, written back and put to the server; the urgent come first upwards', () => {
  const sort = sortOf('-dueAt,priority,colour,dueAt')
  expect(sortText(sort)).toBe('-dueAt,priority')
  expect(orderOf(sort)).toEqual([
    { field: 'DUE_AT', direction: 'DESC' },
    { field: 'PRIORITY', direction: 'DESC' },
  ])
  expect(orderOf(sortOf('-priority,client'))).toEqual([
    { field: 'PRIORITY', direction: 'ASC' },
    { field: 'CLIENT', direction: 'ASC' },
  ])
  expect(orderOf(sortOf(''))).toBeNull()
})
