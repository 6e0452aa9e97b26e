import { expect, test } from 'vitest'
import { clockAt } from './Clock'

const from = '2026-06-06T12:47:00Z'
const due = '2026-06-06T13:47:00Z'
const at = (text: string) => new Date(text).getTime()

test('a clock turns at half, at four fifths and past its time', () => {
  const tone = (now: string) => clockAt({ from, due }, at(now))[0]
  expect(tone('2026-06-06T13:16:59Z')).toBe('calm')
  expect(tone('2026-06-06T13:17:00Z')).toBe('half')
  expect(tone('2026-06-06T13:35:00Z')).toBe('near')
  expect(tone('2026-06-06T13:47:00Z')).toBe('near')
  expect(tone('2026-06-06T13:47:01Z')).toBe('late')
})

test('what stopped tells whether it was in time, and what rests stands still', () => {
  const now = at('2026-06-07T00:00:00Z')
  expect(clockAt({ from, due, stopped: due }, now)[0]).toBe('kept')
  expect(clockAt({ from, due, stopped: '2026-06-06T13:47:01Z' }, now)[0]).toBe('late')
  expect(clockAt({ from, due, resting: '2026-06-06T13:17:00Z' }, now)).toEqual(['still', 0.5])
})
