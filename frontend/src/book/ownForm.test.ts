import { expect, test } from 'vitest'
import { type FormField, formOf, sectioned, sentValue } from './ownForm'

const field = (key: string, more: Partial<FormField> = {}): FormField => ({
  key,
  kind: 'text',
  required: false,
  ...more,
})
const eq = (key: string, value: string) => ({ is: { field: key, op: 'eq', value } })
const kinds = new Map([['kind', 'choice']])
const told = (fields: readonly FormField[], facts: Record<string, unknown>) => {
  const { shown, asked } = formOf(fields, facts, '2026-03-10', kinds)
  return [[...shown], [...asked]]
}

test('what is hidden is not asked for, and counts as empty for what rests on it', () => {
  const fields = [
    field('third', { shownWhen: eq('second', 'b'), required: true }),
    field('second', { shownWhen: eq('first', 'a') }),
    field('first'),
  ]
  expect(told(fields, { first: 'a', second: 'b' })).toEqual([['third', 'second', 'first'], ['third']])
  expect(told(fields, { first: 'x', second: 'b' })).toEqual([['first'], []])
})
test('kinds of clients and conditions hold together', () => {
  const fields = [field('one', { clientKinds: ['product'], shownWhen: eq('city', '杭州'), requiredWhen: eq('a', 'b') })]
  expect(told(fields, { kind: 'product', city: '杭州' })).toEqual([['one'], []])
  expect(told(fields, { kind: 'product', city: '杭州', a: 'b' })).toEqual([['one'], ['one']])
  expect(told(fields, { kind: 'individual', city: '杭州' })).toEqual([[], []])
})
test('rules in a ring show what closes it, and end', () => {
  const fields = [field('a', { shownWhen: eq('b', 'x') }), field('b', { shownWhen: eq('a', 'x') })]
  expect(told(fields, { a: 'x', b: 'x' })[0]).toEqual(['a', 'b'])
})
test('fields stand in their sections, the rest at the end', () => {
  const sections = ['s', 'empty'].map((id) => ({ id, zh: id, en: id, columns: 1, collapsed: false }))
  const found = sectioned(sections, [{ section: null }, { section: 's' }, { section: 'gone' }])
  expect(found.map(({ id, fields }) => [id, fields.length])).toEqual([
    ['s', 1],
    ['', 2],
  ])
})
test('nothing is nothing, however it was left', () => {
  expect([' ', [], null, false, 'x'].map(sentValue)).toEqual([null, null, null, false, 'x'])
})
