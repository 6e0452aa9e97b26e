import { expect, test } from 'vitest'
import { type Card, moved, placed, resized, settled, stepped, without } from './boardLayout'

const card = (report: string, x: number, y: number, w = 6, h = 2): Card => ({ report, cockpit: null, x, y, w, h })
const places = (cards: readonly Card[]) => cards.map(({ report, x, y, w, h }) => `${report} ${x},${y} ${w}x${h}`)

test('cards stand as high up as they can and never on each other', () => {
  expect(places(settled([card('a', 0, 3), card('b', 0, 3), card('c', 6, 9)]))).toEqual([
    'a 0,0 6x2',
    'b 0,2 6x2',
    'c 6,0 6x2',
  ])
})

test('a moved card keeps inside the grid, and others make room', () => {
  const two = [card('a', 0, 0), card('b', 6, 0)]
  expect(places(moved(two, 0, 3, 0))).toEqual(['a 3,0 6x2', 'b 6,2 6x2'])
  expect(places(moved(two, 0, 99, -5))[0]).toBe('a 6,0 6x2')
})

test('a step passes the next card above or below', () => {
  const column = [card('a', 0, 0), card('b', 0, 2), card('c', 0, 4)]
  expect(places(stepped(column, 0, 1))).toEqual(['a 0,2 6x2', 'b 0,0 6x2', 'c 0,4 6x2'])
  expect(places(stepped(column, 2, -1))).toEqual(['a 0,0 6x2', 'b 0,4 6x2', 'c 0,2 6x2'])
  expect(places(stepped(column, 0, -1))).toEqual(places(column))
})

test('a card grows to the edge, and no smaller than it can be read', () => {
  const one = [card('a', 6, 0)]
  expect(places(resized(one, 0, 9, 9))).toEqual(['a 6,0 6x11'])
  expect(places(resized(one, 0, -9, -9))).toEqual(['a 6,0 3x2'])
})

test('a new card fills a gap or goes below, and what is taken away leaves none', () => {
  const one = placed([card('a', 0, 0, 6, 5)], { report: 'b', cockpit: null })
  expect(places(one)).toEqual(['a 0,0 6x5', 'b 6,0 6x5'])
  expect(places(placed(one, { report: 'c', cockpit: null }))[2]).toBe('c 0,5 6x5')
  expect(places(without([card('a', 0, 0), card('b', 0, 2)], 0))).toEqual(['b 0,0 6x2'])
})
