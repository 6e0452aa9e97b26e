import { expect, test } from 'vitest'
import { wholeOf } from './surveyRulesContent'

test('whole numbers are taken, anything else is none', () => {
  expect(wholeOf(' 14 ')).toBe(14)
  expect(wholeOf('0')).toBe(0)
  for (const wrong of ['', '-1', '1.5', '1e3', '12345', '一']) expect(wholeOf(wrong)).toBe(null)
})
