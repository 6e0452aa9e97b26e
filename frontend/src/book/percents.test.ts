import { expect, test } from 'vitest'
import { fromPercent, toPercent } from './percents'

test.each([
  ['0', '0'],
  ['0.015', '1.5'],
  ['1', '100'],
  ['0.00123456', '0.123456'],
  ['0.2', '20'],
])('the ratio %s is %s per cent, and back', (ratio, shown) => {
  expect(toPercent(ratio)).toBe(shown)
  expect(fromPercent(shown)).toBe(ratio)
})
test.each(['', 'x', '-1', '1.2345678', '1..2'])('%s is no per cent', (typed) => {
  expect(fromPercent(typed)).toBe(null)
})
test('what people type beside the digits does not matter', () => {
  expect(fromPercent(' 1.50％ ')).toBe('0.015')
  expect(toPercent(null)).toBe('')
})
