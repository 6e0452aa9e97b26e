import { expect, test } from 'vitest'
import { daysShown, mondayOf, plusDays, plusMonths, stepped, weekdayOf } from './calendarDays'

test('weeks begin on Monday', () => {
  expect(weekdayOf('2026-11-30')).toBe(0)
  expect(mondayOf('2026-11-29')).toBe('2026-11-23')
  expect(plusDays('2026-12-31', 1)).toBe('2027-01-01')
})

test('a month is shown in whole weeks', () => {
  const days = daysShown('month', '2026-02-15')
  expect(days.length).toBe(35)
  expect(days[0]).toBe('2026-01-26')
  expect(days.at(-1)).toBe('2026-03-01')
  expect(daysShown('month', '2027-02-15').length).toBe(28)
})

test('a shorter month ends the day', () => {
  expect(plusMonths('2026-01-31', 1)).toBe('2026-02-28')
  expect(stepped('month', '2026-03-31', -1)).toBe('2026-02-28')
  expect(stepped('week', '2026-11-30', -1)).toBe('2026-11-23')
})
