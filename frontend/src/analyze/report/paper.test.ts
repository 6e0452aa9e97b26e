import { describe, expect, test } from 'vitest'
import { clockOf, daysOf, minuteOf } from './paper'

describe('times of mails', () => {
  test('minutes are a clock and a clock is minutes', () => {
    for (const minute of [0, 1, 59, 60, 510, 1439]) expect(minuteOf(clockOf(minute))).toBe(minute)
    expect(clockOf(510)).toBe('08:30')
  })

  test('what is no time is none', () => {
    for (const text of ['', '8', '24:00', '12:60', 'ab:cd']) expect(minuteOf(text)).toBeNull()
  })

  test('only rhythms of a week or month name a day', () => {
    expect(['DAILY', 'WORKDAYS', 'WEEKLY', 'MONTHLY', 'WORKDAY'].map(daysOf)).toEqual([0, 0, 7, 31, 15])
  })
})
