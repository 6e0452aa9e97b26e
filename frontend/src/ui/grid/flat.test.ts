import { expect, test, vi } from 'vitest'
import { flatGroups, type Grouping } from './flat'
import type { PageSource } from './source'

const source = (name: string, count: number): PageSource<string> => ({
  total: count,
  more: false,
  ready: true,
  stale: false,
  failure: null,
  row: (index) => `${name}${index}`,
  need: vi.fn(),
  load: async (from, to) => Array.from({ length: to - from + 1 }, (_, n) => `${name}${from + n}`),
  retry: () => undefined,
})
const sources: Record<string, PageSource<string>> = { a: source('a', 3), b: source('b', 50_000), c: source('c', 2) }
const grouping = (...open: string[]): Grouping<string> => ({
  groups: Object.entries(sources).map(([key, { total }]) => ({ key, title: key, count: total })),
  open: new Set(open),
  onToggle: () => undefined,
  rowsOf: (key) => sources[key] ?? null,
})
const shown = (flat: ReturnType<typeof flatGroups<string>>, from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, n) => {
    const place = flat.at(from + n)
    return place.is === 'group' ? place.group.key.toUpperCase() : place.row
  })

test('closed groups are a line each', () => {
  const flat = flatGroups(grouping())
  expect(flat.total).toBe(3)
  expect(shown(flat, 0, 2)).toEqual(['A', 'B', 'C'])
})
test('an open group is followed by its rows', () => {
  const flat = flatGroups(grouping('a', 'b'))
  expect(flat.total).toBe(3 + 3 + 50_000)
  expect(shown(flat, 0, 6)).toEqual(['A', 'a0', 'a1', 'a2', 'B', 'b0', 'b1'])
  expect(shown(flat, 50_003, 50_005)).toEqual(['b49998', 'b49999', 'C'])
})
test('what the screen needs is asked of each open group in its own places', () => {
  const flat = flatGroups(grouping('a', 'b'))
  flat.need(2, 10)
  expect(sources.a?.need).toHaveBeenCalledWith(1, 2)
  expect(sources.b?.need).toHaveBeenCalledWith(0, 5)
  expect(sources.c?.need).not.toHaveBeenCalled()
})
test('loading over a group’s line leaves the line out and keeps the places', async () => {
  const flat = flatGroups(grouping('a', 'b'))
  expect(await flat.load(3, 5)).toEqual([
    { index: 3, row: 'a2' },
    { index: 5, row: 'b0' },
  ])
})
