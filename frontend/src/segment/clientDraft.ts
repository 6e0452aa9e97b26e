import type { Field } from '../viewer/Viewer'

/** What a form holds for each field: text, "" for nothing entered, null for "remove the value". */
export type Draft = Record<string, string | null>
type Plain = string | boolean | null | undefined
/** A client as the server sent it, by field key; other members (version, relation) do no harm. */
export type Stored = Readonly<Record<string, unknown>>

/** Kinds of contact points; fields of the same name in the catalogue. */
export const CONTACTS = ['mobile', 'phone', 'email', 'wechat', 'address'] as const
const isContact = (key: string) => (CONTACTS as readonly string[]).includes(key)

/** The stored value of a field as the form shows it. Sealed values are never prefilled: the form has only their mask. */
export function entryOf(field: Field, value: Plain): string {
  if (field.kind === 'sealed' || value == null) return ''
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  return value
}

/** A draft of the given fields from what is stored. */
export const draftOf = (fields: readonly Field[], stored: Stored): Draft =>
  Object.fromEntries(fields.map((field) => [field.key, entryOf(field, stored[field.key] as Plain)]))

/** What the server takes for an entry: null empties, booleans are booleans, text is trimmed. */
function inputOf(field: Field, entry: string | null): string | boolean | null {
  const text = entry?.trim() ?? ''
  if (text === '') return null
  return field.kind === 'boolean' ? text === 'yes' : text
}

/**
 * The part of an input that says what differs between two drafts.
 *
 * A sealed field counts only when something new was typed or its removal was asked for; contact kinds become
 * `contactPoints`, which replace those of the kinds they name; an empty one removes its kind.
 */
export function changesOf(fields: readonly Field[], base: Draft, draft: Draft): Record<string, unknown> {
  const changes: Record<string, unknown> = {}
  const contactPoints: { kind: string; value: string; primary: boolean }[] = []
  for (const field of fields) {
    const entry = draft[field.key] ?? null
    if (entry === (base[field.key] ?? null)) continue
    const value = inputOf(field, entry)
    if (!isContact(field.key)) changes[field.key] = value
    else if (typeof value === 'string') contactPoints.push({ kind: field.key, value, primary: true })
    else if (entry === null) contactPoints.push({ kind: field.key, value: '', primary: true })
  }
  return contactPoints.length > 0 ? { ...changes, contactPoints } : changes
}

export type Difference = { key: string; base: string; mine: string; theirs: string }

/** Fields that both sides changed to different values since `base`: where a person must choose. */
export function differencesOf(fields: readonly Field[], base: Draft, mine: Draft, theirs: Draft): Difference[] {
  return fields
    .filter((field) => field.kind !== 'sealed')
    .map(({ key }) => ({ key, base: base[key] ?? '', mine: mine[key] ?? '', theirs: theirs[key] ?? '' }))
    .filter(({ base: was, mine: own, theirs: other }) => other !== was && own !== was && own !== other)
}

/** Both sides together: my changes over theirs, with their value wherever `keepTheirs` names the field. */
export function mergeOf(
  fields: readonly Field[],
  base: Draft,
  mine: Draft,
  theirs: Draft,
  keepTheirs: ReadonlySet<string>,
): Draft {
  const merged: Draft = {}
  for (const { key } of fields) {
    const changed = (mine[key] ?? null) !== (base[key] ?? null)
    merged[key] = (changed && !keepTheirs.has(key) ? mine[key] : theirs[key]) ?? ''
  }
  return merged
}
