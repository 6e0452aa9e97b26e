import type { Facts } from '../ui/condition/holds'
import type { Field } from '../viewer/Viewer'
import type { Draft } from './clientDraft'

/** What conditions of own fields are asked about while a client is typed: his other fields, as the server has them. */
export const factsOfDraft = (fields: Iterable<Field>, draft: Draft): Facts =>
  Object.fromEntries(
    [...fields].map((field) => {
      const entry = draft[field.key] ?? null
      const truth = field.kind === 'boolean' && entry ? entry === 'yes' : null
      return [field.key, field.kind === 'boolean' ? truth : entry?.trim() || null]
    }),
  )

/** The kinds of fields by key. */
export const kindsOf = (fields: Iterable<Field>): ReadonlyMap<string, string> =>
  new Map([...fields].map(({ key, kind }) => [key, kind]))
