import { expect, test } from 'vitest'
import { layDown } from './paste'

const size = { rows: 10, cols: 4 }
const at = (top: number, left: number, bottom = top, right = left) => ({ top, left, bottom, right })
const places = (found: ReturnType<typeof layDown>) => found.cells.map(({ row, col, text }) => `${row},${col}=${text}`)

test('one cell fills the whole selection', () => {
  expect(places(layDown([['x']], at(1, 1, 2, 2), size))).toEqual(['1,1=x', '1,2=x', '2,1=x', '2,2=x'])
})
test('a block is laid down from the first cell of a selection it does not fit', () => {
  expect(
    places(
      layDown(
        [
          ['a', 'b'],
          ['c', 'd'],
        ],
        at(3, 0, 5, 0),
        size,
      ),
    ),
  ).toEqual(['3,0=a', '3,1=b', '4,0=c', '4,1=d'])
})
test('a block is repeated over a selection that is a multiple of it', () => {
  expect(places(layDown([['a', 'b']], at(0, 0, 1, 3), size))).toEqual([
    '0,0=a',
    '0,1=b',
    '0,2=a',
    '0,3=b',
    '1,0=a',
    '1,1=b',
    '1,2=a',
    '1,3=b',
  ])
})
test('cells beyond the list are counted, not written', () => {
  const found = layDown(
    [
      ['a', 'b'],
      ['c', 'd'],
    ],
    at(9, 3),
    size,
  )
  expect(places(found)).toEqual(['9,3=a'])
  expect(found.beyond).toBe(3)
})
test('rows of different length leave the rest alone', () => {
  expect(places(layDown([['a', 'b'], ['c']], at(0, 0), size))).toEqual(['0,0=a', '0,1=b', '1,0=c'])
})
