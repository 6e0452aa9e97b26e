import { expect, test } from 'vitest'
import { ruleOf } from './recurrence'

const base = { interval: 1, starts: '2026-11-30', until: null, count: null }

test('a form becomes a rule', () => {
  expect(ruleOf({ ...base, frequency: 'daily' })).toBe('FREQ=DAILY')
  expect(ruleOf({ ...base, frequency: 'weekly', interval: 2 })).toBe('FREQ=WEEKLY;INTERVAL=2;BYDAY=MO')
  expect(ruleOf({ ...base, frequency: 'weekly' }, ['TU', 'FR'])).toBe('FREQ=WEEKLY;BYDAY=TU,FR')
  expect(ruleOf({ ...base, frequency: 'monthlyLast', count: 3 })).toBe('FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=3')
  expect(ruleOf({ ...base, frequency: 'monthlyNth', until: '2027-01-31' })).toBe(
    'FREQ=MONTHLY;BYDAY=5MO;UNTIL=20270131',
  )
})
