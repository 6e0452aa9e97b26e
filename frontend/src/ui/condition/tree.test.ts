import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { choicesOf, sentenceOf } from './sentence'
import {
  type Condition,
  comparison,
  comparisonsOf,
  copied,
  DEEPEST,
  depthOf,
  edited,
  group,
  isComplete,
  LARGEST,
  LISTS,
  movedInto,
  OPERATORS,
  replaced,
  shifted,
  written,
} from './tree'

const is = (field: string, op: string, value: never | string | boolean | string[]): Condition => ({
  is: { field, op, value },
})
const rule: Condition = {
  all: [is('aum', 'gte', '3000000'), { any: [is('risk', 'in', ['C4']), { not: is('tags', 'any', ['t']) }] }],
}

describe('the server’s own table', () => {
  // The server reads this file's neighbour; two tables that differ would offer what is refused.
  const python = readFileSync(
    path.resolve(import.meta.dirname, '../../../../backend/systemize/conditions/tree.py'),
    'utf8',
  )
  const words = (text: string) => [...text.matchAll(/"(\w+)"/g)].map((match) => match[1])

  test('has the same operators for every kind', () => {
    const ordered = words(/^ORDERED = \((.*)\)$/m.exec(python)?.[1] ?? '')
    const table = /^OPERATORS[^{]*\{([\s\S]*?)^\}/m.exec(python)?.[1] ?? ''
    const found = [...table.matchAll(/Kind\.(\w+): (ORDERED(?:\[1:\])?|\([^)]*\))/g)].map(
      ([, kind = '', list = '']) => [
        kind.toLowerCase(),
        list === 'ORDERED' ? ordered : list === 'ORDERED[1:]' ? ordered.slice(1) : words(list),
      ],
    )
    expect(Object.fromEntries(found)).toEqual(OPERATORS)
  })
  test('has the same lists and limits', () => {
    expect(new Set(words(/^LISTS = frozenset\((.*)\)$/m.exec(python)?.[1] ?? ''))).toEqual(LISTS)
    expect(python).toContain(`DEEPEST = ${DEEPEST}\n`)
    expect(python).toContain(`LARGEST = ${LARGEST}\n`)
  })
})

describe('a condition for editing', () => {
  test('comes back as it went', () => expect(written(edited(rule))).toEqual(rule))
  test.each<[unknown, Condition]>([
    [is('city', 'eq', 'x'), { all: [is('city', 'eq', 'x')] }],
    [{ not: { any: [is('city', 'eq', 'x')] } }, { not: { any: [is('city', 'eq', 'x')] } }],
    [{ not: { not: { all: [] } } }, { all: [] }],
    [null, { all: [] }],
    ['nonsense', { all: [] }],
    [{ all: 'nonsense' }, { all: [] }],
  ])('%j is edited as %j', (from, to) => expect(written(edited(from))).toEqual(to))
  test('every node has a name of its own, a copy too', () => {
    const root = edited(rule)
    const ids = (node: ReturnType<typeof edited>) => comparisonsOf(node).map(({ id }) => id)
    expect(new Set([...ids(root), ...ids(copied(root) as typeof root)]).size).toBe(6)
    expect(depthOf(root)).toBe(3)
  })
})

describe('changes of the tree', () => {
  const [a, b, c] = [comparison('a', 'eq', '1'), comparison('b', 'eq', '2'), comparison('c', 'eq', '3')]
  const inner = group('any', [b, c])
  const root = group('all', [a, inner])
  const fields = (node: typeof root) =>
    JSON.stringify(written(node))
      .match(/"field":"(\w)"/g)
      ?.join('') ?? ''

  test('a node is removed, doubled, replaced wherever it is', () => {
    expect(comparisonsOf(replaced(root, b.id, () => [])).map(({ field }) => field)).toEqual(['a', 'c'])
    expect(comparisonsOf(replaced(root, c.id, (node) => [node, copied(node)]))).toHaveLength(4)
  })
  test('a node moves up and down among its own, not beyond', () => {
    expect(fields(shifted(root, c.id, -1))).toBe('"field":"a""field":"c""field":"b"')
    expect(shifted(root, a.id, -1)).toBe(root)
  })
  test('a node moves into another group, before another or to its end, never into itself', () => {
    expect(written(movedInto(root, a.id, inner.id, c.id))).toEqual({
      all: [{ any: [is('b', 'eq', '2'), is('a', 'eq', '1'), is('c', 'eq', '3')] }],
    })
    expect(written(movedInto(root, c.id, root.id, null))).toEqual({
      all: [is('a', 'eq', '1'), { any: [is('b', 'eq', '2')] }, is('c', 'eq', '3')],
    })
    expect(movedInto(root, inner.id, inner.id, null)).toBe(root)
  })
  test('a comparison without its value is not complete', () => {
    expect(
      [
        comparison('a', 'eq', ''),
        comparison('a', 'in', []),
        comparison('a', 'empty', false),
        comparison('a', 'eq', '1'),
      ].map(isComplete),
    ).toEqual([false, false, true, true])
  })
})

describe('a condition in words', () => {
  const facts = new Map([
    ['aum', { key: 'aum', label: '存续规模', kind: 'money' as const }],
    ['risk', { key: 'risk', label: '风险等级', kind: 'choice' as const, items: [{ value: 'C4', label: 'C4 积极型' }] }],
    ['tags', { key: 'tags', label: 'Tags', kind: 'tags' as const, items: [{ value: 't', label: 'Trust' }] }],
    ['at', { key: 'at', label: '最近互动', kind: 'instant' as const }],
  ])
  test('reads like the server’s sentence, with amounts as people say them', () => {
    expect(sentenceOf(edited(rule), facts, 'zh-CN')).toBe(
      '存续规模不少于¥300.00万 且 （风险等级为其一：C4 积极型 或 非Tags含任一：Trust）',
    )
    expect(sentenceOf(edited(rule), facts, 'en')).toBe(
      '存续规模 is at least ¥3.00M and (风险等级 is one of C4 积极型 or not Tags has any of Trust)',
    )
  })
  test('a field that is no more is shown by its key, a missing value by dots', () => {
    expect(sentenceOf(edited(is('gone', 'eq', '')), facts, 'en')).toBe('gone is …')
  })
  test('days are before and after; being empty and not empty are two choices', () => {
    expect(sentenceOf(edited(is('at', 'lt', '2026-08-22T00:00:00+08:00')), facts, 'zh-CN')).toBe(
      '最近互动早于2026-08-22',
    )
    const at = facts.get('at')
    expect(at && choicesOf(at, 'en').map(({ label }) => label)).toEqual([
      'is after',
      'is on or after',
      'is before',
      'is on or before',
      'is empty',
      'is not empty',
    ])
  })
})
