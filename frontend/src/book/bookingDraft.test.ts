import { describe, expect, test } from 'vitest'
import { type BookedKind, emptyDraft, figure, isComplete, lotsOf, navFields, unreadable } from './bookingDraft'

const draft = (kind: BookedKind, values: Partial<ReturnType<typeof emptyDraft>> = {}) => ({
  ...emptyDraft('2026-03-02'),
  kind,
  ...values,
})

const lot = { openedOn: '2024-05-10', units: '1,000', cost: '1.2万', highWater: '' }

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
    ['transfer', { units: '10' }, false],
    ['transfer', { units: '10', nav: '1.1' }, true],
    ['opening', { nav: '1' }, false],
    ['opening', { nav: '1', lots: [{ ...lot, cost: '' }] }, false],
    ['opening', { nav: '1', lots: [lot, { ...lot, openedOn: null }] }, false],
    ['opening', { nav: '1', lots: [{ ...lot, highWater: 'x' }] }, false],
    ['opening', { nav: '1', lots: [lot] }, true],
  ] as const)('%s %o can be reviewed: %s', (kind, values, yes) => {
    expect(isComplete(draft(kind, values))).toBe(yes)
  })
  test('lots of an opening balance are exact figures, and those of another kind stay behind', () => {
    const lots = [lot, { ...lot, highWater: '1.3' }]
    expect(lotsOf(draft('opening', { lots }))).toEqual([
      { openedOn: '2024-05-10', units: '1000', cost: '12000', highWater: null },
      { openedOn: '2024-05-10', units: '1000', cost: '12000', highWater: '1.3' },
    ])
    expect(lotsOf(draft('additional', { lots }))).toBeUndefined()
  })
  test('a NAV is filled in where one is asked for', () => {
    expect([navFields('switch'), navFields('redemption'), navFields('dividend')]).toEqual([
      ['nav', 'navIn'],
      ['nav'],
      [],
    ])
  })
  test('what another kind would ask for is left out', () => {
    const typed = draft('dividend', { units: 'x', nav: '1' })
    expect([figure(typed, 'nav'), unreadable(typed)]).toEqual([null, []])
  })
})
