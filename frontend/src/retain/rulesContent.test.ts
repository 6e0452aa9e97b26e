import { expect, test } from 'vitest'
import { percentOf, ratioOf } from './rulesContent'

test('per cent and ratios go over into each other exactly', () => {
  expect(['10', '5', '10.01', '0.5', '12.', 'x', '100'].map(ratioOf)).toEqual([
    '0.1',
    '0.05',
    '0.1001',
    '0.005',
    null,
    null,
    null,
  ])
  expect(['0.10', '0.05', '0.1001', '0.005'].map(percentOf)).toEqual(['10', '5', '10.01', '0.5'])
})
