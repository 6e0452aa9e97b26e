import { expect, test } from 'vitest'
import { cellsIn, rangeAt, rectOf, type Step, stepFrom, within } from './range'

const size = { rows: 100_000, cols: 8, page: 20 }

test.each<[Step, number, number]>([
  ['up', 4, 3],
  ['down', 6, 3],
  ['left', 5, 2],
  ['right', 5, 4],
  ['pageDown', 25, 3],
  ['pageUp', 0, 3],
  ['rowStart', 5, 0],
  ['rowEnd', 5, 7],
  ['top', 0, 3],
  ['bottom', 99_999, 3],
  ['first', 0, 0],
  ['last', 99_999, 7],
])('from row 5, column 3 the step %s leads to row %i, column %i', (step, row, col) => {
  expect(stepFrom({ row: 5, col: 3 }, step, size)).toEqual({ row, col })
})
test('only a plain step up reaches the header, and nothing leads beyond the edges', () => {
  expect(stepFrom({ row: 0, col: 0 }, 'up', size).row).toBe(-1)
  expect(stepFrom({ row: 3, col: 0 }, 'pageUp', size).row).toBe(0)
  expect(stepFrom({ row: 99_999, col: 7 }, 'down', size)).toEqual({ row: 99_999, col: 7 })
  expect(stepFrom({ row: 0, col: 7 }, 'right', size)).toEqual({ row: 0, col: 7 })
})
test('a selection drawn upwards and to the left is the same rectangle', () => {
  const rect = rectOf({ anchor: { row: 9, col: 4 }, head: { row: 7, col: 2 } })
  expect(rect).toEqual({ top: 7, bottom: 9, left: 2, right: 4 })
  expect(cellsIn(rect)).toBe(9)
})
test('after a filter the selection stays inside the shorter list', () => {
  const range = { anchor: { row: 2, col: 1 }, head: { row: 900, col: 6 } }
  expect(within(range, 3, 4)).toEqual({ anchor: { row: 2, col: 1 }, head: { row: 2, col: 3 } })
  expect(within(rangeAt({ row: 5, col: 5 }), 0, 0).head).toEqual({ row: 0, col: 0 })
})
