import { CARE_KINDS, FESTIVALS } from '../book/careWords'
import type { Saying } from './rulesContent'

/** The rules of care as the server takes them; of several the first that fits counts. */
export type CareRule = {
  key: string
  occasion: string
  tiers: string[]
  round: boolean
  ahead: number | null
  for: string
  advice: Saying | null
  greeting: { how: string; template: string | null } | null
}
export type CareContent = { fields: string[]; rules: CareRule[] }

/** What a rule can be about. */
export const OCCASIONS: readonly string[] = [...CARE_KINDS, ...FESTIVALS.map((each) => `holiday:${each}`)]

/** A new rule, under a key that none has. */
export function newRule(content: CareContent): CareRule {
  const taken = new Set(content.rules.map((rule) => rule.key))
  let n = content.rules.length + 1
  while (taken.has(`rule_${n}`)) n += 1
  return {
    key: `rule_${n}`,
    occasion: 'birthday',
    tiers: [],
    round: false,
    ahead: 3,
    for: 'owner',
    advice: null,
    greeting: null,
  }
}

/** The rules with one at another place: up by -1, down by 1. */
export function moved(rules: readonly CareRule[], at: number, by: 1 | -1): CareRule[] {
  const one = rules[at]
  const to = at + by
  if (!one || to < 0 || to >= rules.length) return [...rules]
  return rules.toSpliced(at, 1).toSpliced(to, 0, one)
}
