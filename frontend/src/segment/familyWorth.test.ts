import { expect, test } from 'vitest'
import { together } from './familyWorth'

test('members are brought to the same days, each with the last value that is known', () => {
  const drawn = together([
    {
      name: 'A',
      days: [
        { date: '2026-01-02', value: '10.10' },
        { date: '2026-01-16', value: '12.00' },
      ],
    },
    {
      name: 'B',
      days: [
        { date: '2026-01-09', value: '0.20' },
        { date: '2026-01-16', value: '0.30' },
      ],
    },
  ])
  expect(drawn.dates).toEqual(['2026-01-02', '2026-01-09', '2026-01-16'])
  expect(drawn.members.map(({ values }) => values)).toEqual([
    ['10.10', '10.10', '12.00'],
    [null, '0.20', '0.30'],
  ])
  expect(drawn.total).toEqual(['10.10', '10.30', '12.30'])
})
test('a day whose value is not known counts nothing, and nobody has no days', () => {
  expect(together([{ name: 'A', days: [{ date: '2026-01-02', value: null }] }]).total).toEqual([null])
  expect(together([])).toEqual({ dates: [], total: [], members: [] })
})
