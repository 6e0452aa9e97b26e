import { expect, test } from 'vitest'
import { lastDayOf, monthly, recentMonths, sumOf } from './monthly'

test('sums are exact to the cent, whatever the signs', () => {
  expect(sumOf(['0.10', '0.2', '-1', '999999999999999.99', null, undefined])).toBe('999999999999999.29')
  expect(sumOf(['0.01', '-0.04'])).toBe('-0.03')
  expect(sumOf([])).toBe('0.00')
})
test('a month without revenue stands between those that have some', () => {
  const { months, kinds, values } = monthly([
    { month: '2025-11-01', kind: 'management', amount: '5.00' },
    { month: '2026-01-01', kind: 'management', amount: '6.00' },
    { month: '2026-01-01', kind: 'trail', amount: '-1.00' },
  ])
  expect(months).toEqual(['2025-11', '2025-12', '2026-01'])
  expect(kinds).toEqual(['management', 'trail'])
  expect(values('management')).toEqual(['5.00', null, '6.00'])
  expect(values('trail')).toEqual([null, null, '-1.00'])
})
test('months go back over the turn of a year, and end on their last day', () => {
  expect(recentMonths('2026-02-11', 4)).toEqual(['2026-02', '2026-01', '2025-12', '2025-11'])
  expect(['2024-02', '2026-02', '2026-12'].map(lastDayOf)).toEqual(['2024-02-29', '2026-02-28', '2026-12-31'])
})
