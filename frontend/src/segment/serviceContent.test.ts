import { expect, test } from 'vitest'
import { changesOf, type EditedCell, emptyCell, freshKey, inOrder } from './serviceContent'

const cell = (key: string, more: Partial<EditedCell> = {}): EditedCell => ({ ...emptyCell([]), key, zh: key, ...more })

test('the more specific cell goes first, then the higher priority, then the one further up', () => {
  const condition = { all: [] }
  const cells = [
    cell('all', { priority: 900 }),
    cell('tier', { tiers: ['hnw'], priority: 1 }),
    cell('rule', { condition, priority: 5 }),
    cell('both', { tiers: ['hnw'], condition, priority: 0 }),
    cell('tier_too', { tiers: ['uhnw'], priority: 1 }),
  ]
  expect(inOrder(cells).map(({ key }) => key)).toEqual(['both', 'rule', 'tier', 'tier_too', 'all'])
})

test('what is new, gone and otherwise is told cell by cell', () => {
  const before = { cells: [cell('a'), cell('b'), cell('c')] }
  const after = { cells: [cell('a'), cell('b', { priority: 7, urgency: 'high' }), cell('d')] }
  expect(changesOf(before, after).map(({ key, what, parts }) => [key, what, parts])).toEqual([
    ['b', 'changed', ['priority', 'urgency']],
    ['d', 'added', []],
    ['c', 'removed', []],
  ])
  expect(changesOf(before, before)).toEqual([])
  expect(changesOf(before, { cells: [cell('b'), cell('a'), cell('c')] })[0]?.parts).toEqual(['order'])
})

test('a new cell takes a key that is free', () => {
  expect(freshKey([cell('cell_1'), cell('cell_3')])).toBe('cell_2')
})
