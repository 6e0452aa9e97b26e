import { expect, test } from 'vitest'
import { sumOf } from './sums'

test('sums are exact where floats are not', () => {
  expect(sumOf(['0.1', '0.2'])?.sum).toBe('0.30')
  expect(sumOf(['12345678901234567.89', '0.01'])?.sum).toBe('12345678901234567.90')
})
test('what is no number is left out of sum and mean', () => {
  expect(sumOf(['10', null, '—', '20'])).toEqual({ count: 2, sum: '30.00', mean: '15.00' })
  expect(sumOf([null, 'x'])).toBeNull()
})
test('the mean is rounded half up, away from zero', () => {
  expect(sumOf(['0.01', '0.02'])?.mean).toBe('0.02')
  expect(sumOf(['-0.01', '-0.02'])?.mean).toBe('-0.02')
  expect(sumOf(['1', '1', '2'])?.mean).toBe('1.33')
})
test('signs and leading zeros survive', () => {
  expect(sumOf(['-5', '2.5'])?.sum).toBe('-2.50')
  expect(sumOf(['0.05', '-0.10'])?.sum).toBe('-0.05')
  expect(sumOf(['1.123456', '1'])?.sum).toBe('2.123456')
})
