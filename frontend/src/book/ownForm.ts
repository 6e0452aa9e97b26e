import { type Facts, holds, restsOn } from '../ui/condition/holds'
import type { Condition } from '../ui/condition/tree'

/** An own field as far as a form has to know it. */
export type FormField = {
  readonly key: string
  readonly kind: string
  readonly required: boolean
  readonly shownWhen?: unknown
  readonly requiredWhen?: unknown
  readonly clientKinds?: readonly string[] | null | undefined
}

/** When a form shows a field, the kinds of clients it is for included; null: always. */
export function shownWhen(field: FormField): Condition | null {
  const parts: Condition[] = []
  if (field.clientKinds?.length) parts.push({ is: { field: 'kind', op: 'in', value: field.clientKinds } })
  if (field.shownWhen) parts.push(field.shownWhen as Condition)
  return parts.length === 0 ? null : { all: parts }
}

/**
 * The fields that a form shows, and among them those that have to be filled in; the server decides by the same rules.
 * facts: values by key, of own fields by `custom:<key>`. A field that is hidden counts as empty for what rests on it.
 */
export function formOf(
  fields: readonly FormField[],
  facts: Facts,
  day: string,
  kinds: ReadonlyMap<string, string>,
): { shown: ReadonlySet<string>; asked: ReadonlySet<string> } {
  const byKey = new Map(fields.map((field) => [field.key, field]))
  const there: Record<string, unknown> = { ...facts }
  const seen = new Map<string, boolean>()
  const look = (field: FormField): boolean => {
    const before = seen.get(field.key)
    if (before !== undefined) return before
    seen.set(field.key, true) // where stored rules run in a ring, what closes it counts as shown
    const condition = shownWhen(field)
    for (const key of restsOn(condition)) {
      const other = byKey.get(key)
      if (other && !look(other)) there[key] = null
    }
    const found = condition === null || holds(condition, there, kinds, day)
    seen.set(field.key, found)
    return found
  }
  const shown = new Set(fields.filter(look).map((field) => field.key))
  const visible = Object.fromEntries(
    Object.entries(facts).map(([key, value]) => [key, byKey.has(key) && !shown.has(key) ? null : value]),
  )
  const isAsked = (field: FormField) =>
    field.required || (field.requiredWhen ? holds(field.requiredWhen as Condition, visible, kinds, day) : false)
  const asked = new Set(fields.filter((field) => shown.has(field.key) && isAsked(field)).map((field) => field.key))
  return { shown, asked }
}

export type Sectioned<F> = {
  id: string
  zh: string
  en: string
  columns: number
  collapsed: boolean
  fields: readonly F[]
}

/** The fields in their sections, those in none at the end; sections without fields are left out. */
export function sectioned<F extends { readonly section?: string | null | undefined }>(
  sections: readonly Omit<Sectioned<F>, 'fields'>[],
  fields: readonly F[],
): Sectioned<F>[] {
  const known = new Set(sections.map(({ id }) => id))
  const rest = fields.filter((field) => !field.section || !known.has(field.section))
  const found = sections.map((section) => ({
    ...section,
    fields: fields.filter((field) => field.section === section.id),
  }))
  const last = { id: '', zh: '其他', en: 'Other', columns: 2, collapsed: false, fields: rest }
  return [...found, last].filter((section) => section.fields.length > 0)
}

/** What the server takes of a value: nothing for a blank text. */
export const sentValue = <V>(value: V): V | null =>
  typeof value === 'string' && value.trim() === '' ? null : Array.isArray(value) && value.length === 0 ? null : value
