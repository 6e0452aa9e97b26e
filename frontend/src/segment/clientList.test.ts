import { describe, expect, test } from 'vitest'
import { filterOf, isSet, orderOf, rangeText, readClientList, sortOf, sortText } from './clientList'

const read = (query: string) => readClientList(Object.fromEntries(new URLSearchParams(query)))

describe('the URL of the client list', () => {
  test('an empty one asks for everything', () => {
    expect(filterOf(read(''))).toBeUndefined()
    expect(orderOf(read(''))).toBeUndefined()
  })
  test('becomes the server’s filter and order', () => {
    const view = read('state=existing,dormant&risk=C4&aum=3000000..30000000&qualified=yes&tags=tag_1&sort=-aum')
    expect(filterOf(view)).toEqual({
      state: { in: ['existing', 'dormant'] },
      riskLevel: { in: ['C4'] },
      aum: { gte: '3000000', lt: '30000000' },
      qualified: { eq: true },
      tags: { any: ['tag_1'] },
    })
    expect(orderOf(view)).toEqual([{ field: 'AUM', direction: 'DESC' }])
  })
  test('silent since a day includes those never contacted', () => {
    expect(filterOf(read('silent=2026-08-22'))).toEqual({
      or: [{ lastInteractionAt: { lt: '2026-08-22T00:00:00+08:00' } }, { lastInteractionAt: { empty: true } }],
    })
  })
  test.each(['aum=abc..', 'aum=1e9..', 'qualified=perhaps', 'silent=yesterday', 'sort=idNumber', 'state=,,'])(
    'what cannot be understood (%s) narrows nothing',
    (query) => {
      expect(filterOf(read(query))).toBeUndefined()
      expect(orderOf(read(query))).toBeUndefined()
    },
  )
  test('a filter is set when it says something', () => {
    const view = read('state=lead&aum=..5000000&qualified=no')
    expect([
      isSet(view, 'state'),
      isSet(view, 'aum'),
      isSet(view, 'qualified'),
      isSet(view, 'kind'),
      isSet(view, 'silent'),
    ]).toEqual([true, true, true, false, false])
  })
})

test('sort and range texts come back as they went', () => {
  expect(sortText(sortOf('-aum'))).toBe('-aum')
  expect(sortText(sortOf('state,-aum'))).toBe('state,-aum')
  expect(read(`aum=${rangeText('1', null)}`).aum).toEqual({ min: '1', max: null })
  expect(rangeText(null, null)).toBe('')
})
test('a sort keeps what the server knows, each once, three at most', () => {
  expect(sortText(sortOf('idNumber,-aum,aum,name'))).toBe('-aum,name')
  expect(orderOf(read('sort=state,-aum,name,createdAt'))).toEqual([
    { field: 'STATE', direction: 'ASC' },
    { field: 'AUM', direction: 'DESC' },
    { field: 'NAME', direction: 'ASC' },
  ])
})
