import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Condition } from '../ui/condition/tree'
import { isWhole } from '../ui/condition/tree'
import { conditionOf, filterOfCondition, ONE } from './clientCondition'

const is = (field: string, op: string, value: string | number | boolean | string[]): Condition => ({
  is: { field, op, value },
})
const open = is('state', 'eq', 'open')

describe('a condition as the filter of the list', () => {
  test.each<[Condition, object]>([
    [{ all: [is('aum', 'gte', '3000000')] }, { and: [{ aum: { gte: '3000000' } }] }],
    [
      { any: [is('riskLevel', 'in', ['C4']), open] },
      { or: [{ riskLevel: { in: ['C4'] } }, { state: { eq: 'open' } }] },
    ],
    [{ not: { all: [open] } }, { not: { and: [{ state: { eq: 'open' } }] } }],
    [{ all: [is('lastInteractionAt', 'ago', 90)] }, { and: [{ lastInteractionAt: { ago: 90 } }] }],
    [
      { all: [{ count: { field: 'transactions', op: 'gte', value: 3, part: { all: [is('date', 'last', 365)] } } }] },
      { and: [{ transactions: { atLeast: { count: 3, of: { and: [{ date: { last: 365 } }] } } } }] },
    ],
    [
      { all: [{ count: { field: 'tasks', op: 'lte', value: 0, part: { all: [] } } }] },
      { and: [{ tasks: { atMost: { count: 0, of: {} } } }] },
    ],
    [
      { all: [{ related: { field: 'tasks', quantifier: 'none', part: { any: [open] } } }] },
      { and: [{ tasks: { none: { or: [{ state: { eq: 'open' } }] } } }] },
    ],
    [
      { all: [{ related: { field: 'household', quantifier: 'some', part: { all: [] } } }] },
      { and: [{ householdWhere: {} }] },
    ],
    [
      { all: [{ related: { field: 'household', quantifier: 'none', part: { all: [] } } }] },
      { and: [{ not: { householdWhere: {} } }] },
    ],
    [
      {
        all: [
          {
            related: {
              field: 'holdings',
              quantifier: 'some',
              part: {
                all: [
                  { related: { field: 'product', quantifier: 'some', part: { all: [is('riskLevel', 'eq', 'R4')] } } },
                ],
              },
            },
          },
        ],
      },
      { and: [{ holdings: { some: { and: [{ productWhere: { and: [{ riskLevel: { eq: 'R4' } }] } }] } } }] },
    ],
    [
      { all: [is('custom:trust_size', 'gte', '5000000'), { not: is('custom:vip', 'eq', true) }] },
      {
        and: [
          { custom: [{ field: 'trust_size', op: 'GTE', value: '5000000' }] },
          { not: { custom: [{ field: 'vip', op: 'EQ', value: true }] } },
        ],
      },
    ],
  ])('%j is %j', (condition, filter) => expect(filterOfCondition(condition)).toEqual(filter))

  test('knows the relations to one row as the server’s filters have them', () => {
    const sdl = readFileSync(path.resolve(import.meta.dirname, '../../../backend/schema/schema.graphql'), 'utf8')
    const named = [...sdl.matchAll(/^ {2}(\w+)Where: \w+Filter$/gm)].map((match) => match[1])
    expect([...ONE].sort()).toEqual([...new Set(named)].sort())
  })
  test('is read from the URL; what is none is as if it were not there', () => {
    const condition = { all: [open] }
    expect(conditionOf(JSON.stringify(condition))).toEqual(condition)
    for (const text of ['', '{', '[]', '"x"', '{"all":[]}']) expect(conditionOf(text)).toBeNull()
  })
  test('is asked for when nothing is missing', () => {
    expect(isWhole({ all: [open] })).toBe(true)
    expect(isWhole({ all: [is('city', 'eq', '')] })).toBe(false)
    expect(isWhole({ all: [open, { any: [] }] })).toBe(false)
    expect(isWhole({ all: [{ related: { field: 'tasks', quantifier: 'some', part: { all: [] } } }] })).toBe(true)
  })
})
