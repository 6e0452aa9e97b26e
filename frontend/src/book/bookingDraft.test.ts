import { describe, expect, test } from 'vitest'
import { type BookedKind, emptyDraft, figure, isComplete, unreadable } from './bookingDraft'

const draft = (kind: BookedKind, values: Partial<ReturnType<typeof emptyDraft>> = {}) => ({
  ...emptyDraft('2026-03-02'),
  kind,
  ...values,
})

describe('a booking as it is typed', () => {
  test('money is read as people write it, units and NAVs digit by digit', () => {
    const typed = draft('additional', { gross: '101万', nav: '1.25000001', fee: '１，０００' })
    expect([figure(typed, 'gross'), figure(typed, 'nav'), figure(typed, 'fee')]).toEqual([
      '1010000',
      '1.25000001',
      '1000',
    ])
  })
  test.each([
    ['additional', { gross: '100' }, true],
    ['additional', {}, false],
    ['redemption', { units: '1,000.5' }, true],
    ['redemption', { units: 'all' }, false],
    ['redemption', { units: '1.1234567' }, false],
    ['switch', { units: '1', nav: '1' }, false],
    ['switch', { units: '1', nav: '1', navIn: '2' }, true],
    ['dividend', {}, true],
  ] as const)('%s %o can be reviewed: %s', (kind, values, yes) => {
    expect(isComplete(draft(kind, values))).toBe(yes)
  })
  test('what another kind would ask for is left out', () => {
    const typed = draft('dividend', { units: 'x', nav: '1' })
    expect([figure(typed, 'nav'), unreadable(typed)]).toEqual([null, []])
  })
})
