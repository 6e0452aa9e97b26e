import { expect, test } from 'vitest'
import { type Move, shownIn } from './moves'

const move = (id: string, from: string, to: string, index: number): Move<string> => ({ id, card: id, from, to, index })
const places = (moves: readonly Move<string>[], column: string, total: number) => {
  const shown = shownIn(moves, column, total)
  return Array.from({ length: shown.count }, (_, n) => shown.placeOf(n) ?? shown.coming[n]?.card)
}

test('a column shows its own cards in their places', () => expect(places([], 'a', 3)).toEqual([0, 1, 2]))
test('a card on its way out is left out, and those after it move up', () => {
  expect(places([move('x', 'a', 'b', 1)], 'a', 4)).toEqual([0, 2, 3])
  expect(places([move('x', 'a', 'b', 2), move('y', 'a', 'b', 0)], 'a', 4)).toEqual([1, 3])
})
test('a card on its way in stands first until the list has it', () => {
  expect(places([move('x', 'b', 'a', 7), move('y', 'a', 'c', 0)], 'a', 3)).toEqual(['x', 1, 2])
})
