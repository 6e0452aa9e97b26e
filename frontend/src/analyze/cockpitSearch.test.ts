import { describe, expect, test } from 'vitest'
import {
  askedIn,
  beforeOf,
  behindIn,
  changeOf,
  filterOf,
  listOf,
  numberOf,
  placesOf,
  spanOf,
  stepOf,
} from './cockpitSearch'

describe('the days of the cockpit', () => {
  test('a period lasts to its end, or up to and with today', () => {
    expect(spanOf('month', '2026-11-30')).toEqual({ from: '2026-11-01', to: '2026-12-01' })
    expect(spanOf('quarter', '2026-11-30')).toEqual({ from: '2026-10-01', to: '2026-12-01' })
    expect(spanOf('year', '2026-12-31')).toEqual({ from: '2026-01-01', to: '2027-01-01' })
  })
  test('the period before is cut at the same place, and a year before is a year before', () => {
    expect(beforeOf({ from: '2026-10-01', to: '2026-12-01' }, 'quarter', 'period')).toEqual({
      from: '2026-07-01',
      to: '2026-09-01',
    })
    expect(beforeOf({ from: '2026-03-01', to: '2026-03-31' }, 'month', 'period')).toEqual({
      from: '2026-02-01',
      to: '2026-02-28',
    })
    expect(beforeOf({ from: '2024-02-01', to: '2024-02-29' }, 'month', 'year')).toEqual({
      from: '2023-02-01',
      to: '2023-02-28',
    })
    expect(beforeOf({ from: '2026-05-10', to: '2026-05-20' }, 'custom', 'period')).toEqual({
      from: '2026-04-30',
      to: '2026-05-10',
    })
    expect(beforeOf({ from: '2026-05-10', to: '2026-05-20' }, 'custom', 'none')).toBeNull()
  })
  test('an address that says nothing asks about this year', () => {
    const now = new Date('2026-11-30T04:00:00Z')
    expect(askedIn({ team: 't', from: 'soon', other: 'x' }, now)).toEqual({
      window: { from: '2026-01-01', to: '2026-12-01' },
      before: { from: '2025-01-01', to: '2025-12-01' },
      filter: { team: 't' },
    })
    expect(askedIn({ period: 'custom', from: '2026-02-01', to: '2026-01-01' }, now).window.from).toBe('2026-01-01')
  })
  test('steps are not many', () => {
    expect(stepOf({ from: '2026-11-01', to: '2026-12-01' })).toBe('DAY')
    expect(stepOf({ from: '2026-10-01', to: '2026-12-01' })).toBe('WEEK')
    expect(stepOf({ from: '2026-01-01', to: '2026-12-01' })).toBe('MONTH')
    expect(stepOf({ from: '2020-01-01', to: '2026-12-01' })).toBe('QUARTER')
  })
})

test('the clients of a filter are found in the list', () => {
  expect(listOf({ province: '31', team: 't' }, ['a', 'b'])).toEqual({ aum: '0.01..', province: '31', owner: 'a,b' })
  expect(listOf({ owner: 'c', team: 't', gender: 'female' }, ['a'])).toEqual({
    aum: '0.01..',
    owner: 'c',
    when: '{"all":[{"is":{"field":"gender","op":"eq","value":"female"}}]}',
  })
  expect(filterOf('RISK_LEVEL')).toBe('riskLevel')
  expect(filterOf('AGE')).toBeNull()
})

test('figures are read, compared and ranked', () => {
  expect(numberOf([{ measure: 'net', value: '3' }], 'net')).toBe('3')
  expect(numberOf(null, 'net')).toBeNull()
  expect(changeOf('150', '100')).toBe('0.5000')
  expect(changeOf('150', '0')).toBeNull()
  expect(placesOf(['9', '7', '7', null, '1'])).toEqual([1, 2, 2, null, 4])
  expect(behindIn('K-11:lost')).toEqual({ id: 'K-11', measure: 'lost' })
  expect(behindIn('LOST:match')).toBeNull()
})
