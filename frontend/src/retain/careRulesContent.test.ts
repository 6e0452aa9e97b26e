import { describe, expect, it } from 'vitest'
import { type CareContent, moved, newRule } from './careRulesContent'

const content = (...keys: string[]): CareContent => ({
  fields: [],
  rules: keys.map((key) => ({ ...newRule({ fields: [], rules: [] }), key })),
})

describe('rules of care', () => {
  it('get keys of their own', () => {
    expect(newRule(content('rule_2')).key).toBe('rule_3')
    expect(newRule(content()).key).toBe('rule_1')
  })
  it('move one place, and not out of the list', () => {
    const { rules } = content('a', 'b', 'c')
    const keys = (list: { key: string }[]) => list.map((each) => each.key).join('')
    expect(keys(moved(rules, 0, 1))).toBe('bac')
    expect(keys(moved(rules, 2, -1))).toBe('acb')
    expect(keys(moved(rules, 0, -1))).toBe('abc')
    expect(keys(moved(rules, 2, 1))).toBe('abc')
  })
})
