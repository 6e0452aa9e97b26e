import type { Field } from '../viewer/Viewer'

/** Before the keys of the firm's own fields, where they stand beside those of the product. */
export const CUSTOM = 'custom:'
export const isOwn = (id: string): boolean => id.startsWith(CUSTOM)
export const bareKey = (id: string): string => id.slice(CUSTOM.length)

type Value = string | boolean | number | readonly string[]
/** What a list asks of the firm's own fields, as the URL holds it: by key, operator and value. */
export type OwnFilter = Readonly<Record<string, Readonly<Record<string, Value>>>>

const KEY = /^[a-z][a-z0-9_]{0,60}$/
const NUMBER = /^-?\d{1,20}(\.\d{1,8})?$/
const DAY = /^\d{4}-\d{2}-\d{2}$/
/** How a field of each kind is asked about by a chip, and what may stand there. */
export const WAYS: Readonly<Record<string, readonly string[]>> = {
  text: ['contains'],
  long_text: ['contains'],
  number: ['gte', 'lte'],
  money: ['gte', 'lte'],
  percent: ['gte', 'lte'],
  date: ['gte', 'lte'],
  choice: ['in'],
  choices: ['any'],
  boolean: ['eq'],
  user: ['in'],
  region: ['in'],
  lunar: ['next'],
  client: ['in'],
  product: ['in'],
  // Its value would stand in the URL: only whether there is one is asked here.
  sealed: ['empty'],
  file: ['empty'],
}
const LISTS = new Set(['in', 'any'])

/** Reads the parameter of the URL; what cannot be understood is as if it were not there. */
export function readOwnFilter(text: string): OwnFilter {
  let told: unknown
  try {
    told = JSON.parse(text)
  } catch {
    return {}
  }
  const found: Record<string, Record<string, Value>> = {}
  for (const [key, asked] of entriesOf(told)) {
    if (!KEY.test(key)) continue
    const kept = entriesOf(asked).filter(([op, value]) => isValue(op, value))
    if (kept.length > 0) found[key] = Object.fromEntries(kept) as Record<string, Value>
  }
  return found
}

const entriesOf = (value: unknown): [string, unknown][] =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : []

function isValue(op: string, value: unknown): boolean {
  if (LISTS.has(op)) return Array.isArray(value) && value.length > 0 && value.every((each) => typeof each === 'string')
  if (op === 'next') return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 400
  if (op === 'eq' || op === 'empty') return typeof value === 'boolean'
  if (op === 'contains') return typeof value === 'string' && value.trim() !== ''
  return (op === 'gte' || op === 'lte') && typeof value === 'string' && (NUMBER.test(value) || DAY.test(value))
}

/** The parameter of the URL with another question about one field; null when nothing is asked any more. */
export function writeOwnFilter(present: OwnFilter, key: string, asked: OwnFilter[string] | null): string | null {
  const rest = Object.entries(present).filter(([each]) => each !== key)
  const all = asked && Object.keys(asked).length > 0 ? [...rest, [key, asked] as const] : rest
  return all.length > 0 ? JSON.stringify(Object.fromEntries(all)) : null
}

/** What of it the server is asked: of the fields that this person knows, in the ways of their kind. */
export const ownComparisons = (own: OwnFilter, fields: readonly Field[]) =>
  fields.flatMap((field) => {
    const asked = own[bareKey(field.key)] ?? {}
    return (WAYS[field.kind] ?? [])
      .filter((op) => asked[op] !== undefined)
      .map((op) => ({ field: bareKey(field.key), op: op.toUpperCase(), value: asked[op] }))
  })
