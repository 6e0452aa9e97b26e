import { expect, test } from 'vitest'
import { added, after, type DraftLine, moved, pressing } from './handoverDraft'

const line = (client: string, more: Partial<DraftLine> = {}): DraftLine => ({
  client,
  name: client,
  household: null,
  aum: '1.50',
  openTasks: 1,
  dueSoon: 0,
  overdue: 0,
  birthday: null,
  role: 'owner',
  to: 'a',
  ...more,
})

test('a family goes together unless it may split', () => {
  const lines = [line('1', { household: 'h' }), line('2', { household: 'h' }), line('3')]
  const to = (split: boolean) => moved(lines, new Set(['1']), 'b', split).map((each) => each.to)
  expect(to(false)).toEqual(['b', 'b', 'a'])
  expect(to(true)).toEqual(['b', 'a', 'a'])
})

test('what somebody has afterwards counts owned clients and the tasks of all', () => {
  const load = {
    user: 'a',
    name: 'a',
    clients: 3,
    aum: '0.60',
    openTasks: 2,
    overdue: 0,
    absent: false,
    mayServe: true,
  }
  const lines = [line('1'), line('2', { role: 'co_owner' }), line('3', { to: 'b' })]
  expect(after(load, lines)).toMatchObject({ clients: 4, aum: '2.10', openTasks: 4, overdue: 0 })
  expect(after({ ...load, aum: null }, lines).aum).toBeNull()
})

test('amounts are added exactly', () => {
  expect(added(['0.10', '0.20'])).toBe('0.30')
  expect(added(['-1.50', '0.25'])).toBe('-1.25')
  expect(added([])).toBe('0.00')
})

test('what presses is late, due soon, or a birthday', () => {
  const lines = [line('1'), line('2', { dueSoon: 1 }), line('3', { birthday: '2026-12-01' })]
  expect(pressing(lines).map((each) => each.client)).toEqual(['2', '3'])
})
