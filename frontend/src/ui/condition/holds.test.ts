import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { holds, restsOn } from './holds'
import type { Condition } from './tree'

type Case = { what: string; condition: Condition; facts: Record<string, unknown>; day?: string; holds: boolean }
// The very table that the server's conditions are tested with.
const file = path.resolve(import.meta.dirname, '../../../../tests/systemize/condition_cases.json')
const cases = JSON.parse(readFileSync(file, 'utf-8')) as Case[]
const names = ['choice', 'choices', 'money', 'number', 'percent', 'date', 'boolean', 'text', 'region']
const kinds = new Map(names.map((name) => [name, name]))

test.each(cases)('$what', (each) => {
  expect(holds(each.condition, each.facts, kinds, each.day ?? '2026-03-10')).toBe(each.holds)
})
test('a number that nobody has finished typing is none', () => {
  const condition = { is: { field: 'number', op: 'empty', value: true } }
  expect(holds(condition, { number: '12.' }, kinds, '2026-03-10')).toBe(true)
})
test('says what it rests on', () => {
  const one = { is: { field: 'a', op: 'empty', value: true } }
  expect(restsOn({ all: [one, { not: { any: [{ is: { field: 'b', op: 'eq', value: 'x' } }] } }] })).toEqual(['a', 'b'])
  expect(restsOn(null)).toEqual([])
})
