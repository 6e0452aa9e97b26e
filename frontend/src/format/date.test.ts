import { expect, test } from 'vitest'
import { dateTime, dayOf, daysBetween, instantOf, parseDay, relative } from './date'

test('instants are shown in Shanghai time wherever the reader sits', () => {
  expect(dateTime('2026-11-22T16:30:00Z')).toBe('2026-11-23 00:30')
  expect(dayOf('2026-11-22T15:59:59Z')).toBe('2026-11-22')
})
test('a wall-clock text names an instant, and back', () => {
  expect(instantOf('2026-11-23 00:30')).toBe('2026-11-22T16:30:00.000Z')
  expect(dateTime(instantOf('2026-02-28 23:59'))).toBe('2026-02-28 23:59')
  expect(instantOf('tomorrow')).toBeNull()
  expect(instantOf(null)).toBeNull()
})
test('words within seven days, the date beyond', () => {
  const now = new Date('2026-11-22T04:00:00Z')
  expect(relative('2026-11-22T03:40:00Z', now, 'en')).toBe('20 minutes ago')
  expect(relative('2026-11-21T04:00:00Z', now, 'zh-CN')).toBe('昨天')
  expect(relative('2026-11-29T04:00:00Z', now, 'en')).toBe('in 7 days')
  expect(relative('2026-11-01T04:00:00Z', now, 'en')).toBe('2026-11-01')
})
test('minutes are minutes across midnight', () => {
  expect(relative('2026-11-21T15:50:00Z', new Date('2026-11-21T16:10:00Z'), 'en')).toBe('20 minutes ago')
})
test('days between business dates cross a leap day', () => {
  expect(daysBetween('2028-02-28', '2028-03-01')).toBe(2)
})

test.each([
  ['2026-11-22', '2026-11-22'],
  ['2026/1/5', '2026-01-05'],
  ['2026年1月5日', '2026-01-05'],
  ['20261122', '2026-11-22'],
  ['11-22', '2026-11-22'],
  ['１月５日', '2026-01-05'],
])('%s typed in 2026 is the day %s', (typed, day) => expect(parseDay(typed, '2026-03-01')).toBe(day))
test.each(['', 'soon', '2026-02-30', '2026-13-01', '1', '22-11-2026'])('%s is no day', (typed) =>
  expect(parseDay(typed, '2026-03-01')).toBeNull(),
)
