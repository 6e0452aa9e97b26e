import { expect, test } from 'vitest'
import { deepest, falls, gain } from './drawdown'

test('a fall is measured from the highest NAV so far', () => {
  expect(falls(['1', '1.25', '1', '1.5', '1.2'])).toEqual([
    '0.000000',
    '0.000000',
    '-0.200000',
    '0.000000',
    '-0.200000',
  ])
})

test('the deepest fall is told without a sign, and nothing of an empty series', () => {
  expect(deepest(falls(['2', '1', '1.5']))).toBe('0.500000')
  expect(deepest([])).toBeNull()
})

test('a gain needs both ends', () => {
  expect(gain('1', '1.1')).toBe('0.100000')
  expect(gain(undefined, '1.1')).toBeNull()
})
