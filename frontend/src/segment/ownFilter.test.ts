import { describe, expect, test } from 'vitest'
import type { Field } from '../viewer/Viewer'
import { filterOf, orderOf, readClientList } from './clientList'
import { readOwnFilter, writeOwnFilter } from './ownFilter'

const field = (key: string, kind: string, sortable = false) => ({ key: `custom:${key}`, kind, sortable }) as Field
const fields = [field('size', 'money', true), field('level', 'choice', true), field('vip', 'boolean')]

describe('filters of own fields in the URL', () => {
  test('are read and written; what is not understood is as if it were not there', () => {
    const text = '{"size":{"gte":"5000000"},"level":{"in":["a","b"]},"vip":{"eq":true}}'
    expect(JSON.stringify(readOwnFilter(text))).toBe(text)
    for (const broken of [
      '',
      '{',
      '[]',
      '7',
      '{"size":1}',
      '{"size":{"gte":"x"}}',
      '{"size":{"like":"1"}}',
      '{"A b":{"eq":true}}',
    ])
      expect(readOwnFilter(broken)).toEqual({})
    const own = readOwnFilter(text)
    expect(writeOwnFilter(own, 'size', null)).toBe('{"level":{"in":["a","b"]},"vip":{"eq":true}}')
    expect(writeOwnFilter({}, 'vip', { eq: false })).toBe('{"vip":{"eq":false}}')
    expect(writeOwnFilter({ vip: { eq: true } }, 'vip', {})).toBeNull()
  })

  test('become comparisons of the fields one knows, in the ways of their kind', () => {
    const own = '{"size":{"gte":"1","in":["x"]},"level":{"in":["a"]},"gone":{"eq":true}}'
    expect(filterOf(readClientList({ own }), fields)).toEqual({
      custom: [
        { field: 'size', op: 'GTE', value: '1' },
        { field: 'level', op: 'IN', value: ['a'] },
      ],
    })
    expect(filterOf(readClientList({ own }), [])).toBeUndefined()
  })

  test('and lists are sorted by those that can be sorted by', () => {
    const view = readClientList({ sort: '-custom:size,custom:vip,custom:gone,name' })
    expect(orderOf(view, fields)).toEqual([
      { custom: 'size', direction: 'DESC' },
      { field: 'NAME', direction: 'ASC' },
    ])
  })
})
