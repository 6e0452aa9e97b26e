import { expect, test } from 'vitest'
import { fits, resultsOf, sentRollup } from './rollup'

test('amounts are added up, days are not', () => {
  expect(fits('sum', 'money')).toBe(true)
  expect(fits('sum', 'date')).toBe(false)
  expect(fits('latest', 'instant')).toBe(true)
  expect(fits('max', 'choice')).toBe(false)
})

test('a count is a number, an amount an amount, a day a day', () => {
  expect(resultsOf('count', undefined)).toEqual(['number'])
  expect(resultsOf('sum', 'money')).toContain('money')
  expect(resultsOf('max', 'instant')).toEqual(['date'])
})

test('what the way of taking has no use for is not sent', () => {
  const told = { relation: 'orders', take: 'count', field: 'amount', currency: 'CNY', days: null, where: { all: [] } }
  expect(sentRollup(told)).toEqual({ relation: 'orders', take: 'count' })
  expect(sentRollup({ ...told, take: 'sum', days: 0 })).toEqual({
    relation: 'orders',
    take: 'sum',
    field: 'amount',
    days: 0,
    currency: 'CNY',
  })
})
