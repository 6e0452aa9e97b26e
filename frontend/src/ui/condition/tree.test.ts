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
  MOST_LINKS,
  MOST_RELATED,
  movedInto,
  OPERATORS,
  QUANTIFIERS,
  RELATIVE,
  related,
  replaced,
  shifted,
  written,
} from './tree'

const is = (field: string, op: string, value: never | string | number | boolean | string[]): Condition => ({
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

  test('has the same bounds', () => {
    const bound = (name: string) => Number(new RegExp(`^${name} = (\\d+)$`, 'm').exec(python)?.[1])
    expect([DEEPEST, LARGEST, MOST_LINKS, MOST_RELATED]).toEqual(
      ['DEEPEST', 'LARGEST', 'MOST_LINKS', 'MOST_RELATED'].map(bound),
    )
  })
  test('has the same operators for every kind', () => {
    const ordered = words(/^ORDERED = \((.*)\)$/m.exec(python)?.[1] ?? '')
    const dated = words(/^DATED = \((.*)\)$/m.exec(python)?.[1] ?? '')
    const table = /^OPERATORS[^{]*\{([\s\S]*?)^\}/m.exec(python)?.[1] ?? ''
    const found = [...table.matchAll(/Kind\.(\w+): (ORDERED|DATED(?:\[1:\])?|\([^)]*\))/g)].map(
      ([, kind = '', list = '']) => [
        kind.toLowerCase(),
        { ORDERED: ordered, DATED: dated, 'DATED[1:]': dated.slice(1) }[list] ?? words(list),
      ],
    )
    expect(Object.fromEntries(found)).toEqual(OPERATORS)
  })
  test('has the same lists and limits', () => {
    expect(new Set(words(/^LISTS = frozenset\((.*)\)$/m.exec(python)?.[1] ?? ''))).toEqual(LISTS)
    expect(new Set(words(/^RELATIVE = frozenset\((.*)\)$/m.exec(python)?.[1] ?? ''))).toEqual(RELATIVE)
    const quantifiers = words(/^QUANTIFIERS = \((.*)\)$/m.exec(python)?.[1] ?? '')
    expect([...quantifiers, ...words(/^NUMBERED = \((.*)\)$/m.exec(python)?.[1] ?? '')]).toEqual(QUANTIFIERS)
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
    [
      { related: { field: 'tasks', quantifier: 'none', part: is('state', 'eq', 'open') } },
      { all: [{ related: { field: 'tasks', quantifier: 'none', part: { all: [is('state', 'eq', 'open')] } } }] },
    ],
    [
      { all: [{ not: { count: { field: 'tasks', op: 'gte', value: 3, part: { any: [] } } } }] },
      { all: [{ not: { count: { field: 'tasks', op: 'gte', value: 3, part: { any: [] } } } }] },
    ],
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
  test('a node does not move to where other rows are spoken of', () => {
    const tasks = { ...related('tasks'), parts: [b] }
    const mixed = group('all', [a, tasks])
    expect(movedInto(mixed, a.id, tasks.id, null)).toBe(mixed)
    expect(movedInto(mixed, b.id, mixed.id, null)).toBe(mixed)
    expect(movedInto(mixed, tasks.id, mixed.id, a.id).parts).toEqual([tasks, a])
  })
  test('a comparison without its value is not complete', () => {
    expect(
      [
        comparison('a', 'eq', ''),
        comparison('a', 'in', []),
        comparison('a', 'empty', false),
        comparison('a', 'eq', '1'),
        comparison('a', 'last', null),
        comparison('a', 'last', 0),
      ].map(isComplete),
    ).toEqual([false, false, true, true, false, true])
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
  test.each([
    ['last', 90, '最近互动在最近90天内', '最近互动 is within the last 90 days'],
    ['next', 1, '最近互动在未来1天内', '最近互动 is within the next 1 day'],
    ['ago', 90, '最近互动在90天前或更早', '最近互动 is 90 days ago or earlier'],
    ['ahead', 0, '最近互动在今天或更晚', '最近互动 is today or later'],
  ])('%s %i days', (op, days, zh, en) => {
    expect(sentenceOf(edited(is('at', op, days)), facts, 'zh-CN')).toBe(zh)
    expect(sentenceOf(edited(is('at', op, days)), facts, 'en')).toBe(en)
  })
  test('related rows are told by their name, with what is asked of them', () => {
    const tasks = [{ key: 'tasks', label: 'tasks', facts: [{ key: 'due', label: 'Due', kind: 'instant' as const }] }]
    const three: Condition = { count: { field: 'tasks', op: 'gte', value: 3, part: is('due', 'ago', 1) } }
    const none: Condition = { related: { field: 'tasks', quantifier: 'none', part: { all: [] } } }
    expect(sentenceOf(edited({ any: [three, none] }), facts, 'en', tasks)).toBe(
      'has at least 3 tasks with (Due is 1 day ago or earlier) or has no tasks with (everything)',
    )
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
      'is within the last … days',
      'is within the next … days',
      'is … days ago or earlier',
      'is … days ahead or later',
      'is empty',
      'is not empty',
    ])
  })
})
