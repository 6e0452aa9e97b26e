import { describe, expect, test } from 'vitest'
import { askedIn, difference, openedIn, openedText, survivalAt } from './xraySearch'

describe('the address of the X-ray', () => {
  const now = new Date('2026-11-30T04:00:00Z')
  test('asks about the last year when it names no days', () => {
    expect(askedIn({ team: 't1', from: 'soon' }, 'a', now)).toEqual({
      template: 'a',
      from: '2025-12-01',
      to: '2026-12-01',
      filter: { team: 't1' },
    })
  })
  test('opens a part and nothing else', () => {
    const opened = { part: 'BLOCKED', stage: 'intent', kind: 'task', key: 'visit' }
    expect(openedIn(openedText(opened))).toEqual(opened)
    expect(openedIn('STARTED:')).toEqual({ part: 'STARTED' })
    expect(openedIn('WHATEVER:lead')).toBeNull()
    expect(openedIn(undefined)).toBeNull()
  })
})

test('a difference is exact to four places and missing where a side is', () => {
  expect(difference('0.6100', '0.4800')).toBe('0.1300')
  expect(difference(null, '0.5')).toBeNull()
})

test('a curve holds its share between days and ends with those who are watched', () => {
  const days = [
    { day: 3, openShare: '0.75' },
    { day: 9, openShare: '0.5' },
  ]
  expect(survivalAt({ watched: 10, days }, [0, 3, 8, 9, 10, 11])).toEqual(['1', '0.75', '0.75', '0.5', '0.5', null])
  expect(survivalAt({ watched: null, days: [] }, [0])).toEqual([null])
})
