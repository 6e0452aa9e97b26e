import { type Condition, RELATIVE, type Value } from './tree'

/** What is known of a row: text (numbers and days as text, too), truth, lists; null or nothing is missing. */
export type Facts = Readonly<Record<string, unknown>>
/** Kinds whose text is a number and is compared as one. */
const NUMERIC: ReadonlySet<string> = new Set(['number', 'money', 'percent'])
const NUMBER = /^-?\d{1,18}(\.\d{1,8})?$/
const PLACES = 8
const DAY = 86_400_000

/**
 * Whether a condition holds of a row: the answers of the server's `facts.holds`, which one table of cases tests on both
 * sides. kinds: of the facts by key; day: on which it is asked, ISO.
 */
export function holds(condition: Condition, facts: Facts, kinds: ReadonlyMap<string, string>, day: string): boolean {
  if ('all' in condition) return condition.all.every((part) => holds(part, facts, kinds, day))
  if ('any' in condition) return condition.any.some((part) => holds(part, facts, kinds, day))
  if ('not' in condition) return !holds(condition.not, facts, kinds, day)
  if (!('is' in condition)) return false // of related rows a form knows nothing, and the server takes no such rule
  const { field, op, value } = condition.is
  const fact = facts[field] ?? null
  return RELATIVE.has(op) ? within(op, fact, Number(value), day) : compared(op, fact, value, kinds.get(field) ?? 'text')
}

function compared(op: string, fact: unknown, value: Value, kind: string): boolean {
  const missing =
    fact === null ||
    fact === '' ||
    (Array.isArray(fact) && fact.length === 0) ||
    (NUMERIC.has(kind) && scaled(fact) === null)
  if (op === 'empty') return missing === value
  if (op === 'any' || op === 'all' || op === 'none') return ofSet(op, missing ? [] : (fact as string[]), value)
  if (missing) return false
  if (op === 'in') return (value as readonly string[]).some((each) => order(fact, each, kind) === 0)
  if (op === 'prefix') return String(fact).startsWith(String(value))
  if (op === 'contains') return small(String(fact)).includes(small(String(value)))
  if (op === 'tail') return String(fact).endsWith(String(value))
  const found = order(fact, value, kind)
  if (found === null) return false
  return (
    { eq: found === 0, ne: found !== 0, gt: found > 0, gte: found >= 0, lt: found < 0, lte: found <= 0 }[op] ?? false
  )
}

function ofSet(op: string, borne: readonly string[], value: Value): boolean {
  const wanted = value as readonly string[]
  if (op === 'all') return wanted.every((each) => borne.includes(each))
  return wanted.some((each) => borne.includes(each)) === (op === 'any')
}

/** Below, at or above zero as the first is before, as or behind the second; null where they cannot be compared. */
function order(fact: unknown, value: unknown, kind: string): number | null {
  if (NUMERIC.has(kind)) {
    const [one, other] = [scaled(fact), scaled(value)]
    if (one === null || other === null) return null
    return one < other ? -1 : one > other ? 1 : 0
  }
  if (typeof fact === 'boolean' || typeof value === 'boolean') return fact === value ? 0 : 1
  const [one, other] = [String(fact), String(value)]
  return one < other ? -1 : one > other ? 1 : 0
}

/** A number in hundred-millionths, exactly; null for what is none. */
function scaled(told: unknown): bigint | null {
  const text = String(told ?? '').trim()
  if (!NUMBER.test(text)) return null
  const [whole = '0', part = ''] = text.replace('-', '').split('.')
  const found = BigInt(whole + part.padEnd(PLACES, '0'))
  return text.startsWith('-') ? -found : found
}

function within(op: string, fact: unknown, days: number, day: string): boolean {
  if (typeof fact !== 'string' || fact === '') return false
  const away = Math.round((Date.parse(fact.slice(0, 10)) - Date.parse(day)) / DAY)
  switch (op) {
    case 'last':
      return away <= 0 && away >= -days
    case 'next':
      return away >= 0 && away <= days
    case 'ago':
      return away <= -days
    default:
      return away >= days
  }
}

/** Small letters of A-Z only, as the server has them. */
const small = (text: string) => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase())

/** Keys of all that a condition compares. */
export function restsOn(condition: Condition | null | undefined): string[] {
  if (!condition) return []
  if ('all' in condition) return condition.all.flatMap(restsOn)
  if ('any' in condition) return condition.any.flatMap(restsOn)
  if ('not' in condition) return restsOn(condition.not)
  return 'is' in condition ? [condition.is.field] : []
}
