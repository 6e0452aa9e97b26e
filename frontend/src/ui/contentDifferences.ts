import type { Differing } from './DiffList'

type Change = Extract<Differing, { before: string }>

/** Where two contents of a configuration say otherwise, as paths with both values; members of a list are known by name. */
export function contentDifferences(before: unknown, after: unknown): Change[] {
  const found: Change[] = []
  const walk = (a: unknown, b: unknown, label: string) => {
    if (a === b) return
    const one = parts(a)
    const two = parts(b)
    if (!one || !two) {
      found.push({ label, before: a === undefined ? '—' : said(a), after: b === undefined ? '—' : said(b) })
      return
    }
    for (const key of new Set([...Object.keys(one), ...Object.keys(two)]))
      walk(one[key], two[key], label ? `${label} · ${key}` : key)
  }
  walk(before, after, '')
  return found
}

function said(value: unknown): string {
  if (value !== null && typeof value === 'object') {
    const { zh, en } = value as { zh?: string; en?: string }
    return zh ?? en ?? JSON.stringify(value)
  }
  return String(value)
}

function parts(value: unknown): Record<string, unknown> | null {
  if (Array.isArray(value)) return Object.fromEntries(value.map((each, n) => [nameOf(each) ?? String(n + 1), each]))
  return value !== null && typeof value === 'object' ? (value as Record<string, unknown>) : null
}

/** What a member of a list is known by wherever it stands: a question its key, a forbidden word itself. */
function nameOf(value: unknown): string | null {
  if (value === null || typeof value !== 'object') return null
  const { key, word } = value as { key?: unknown; word?: unknown }
  return key === undefined && word === undefined ? null : String(key ?? word)
}
