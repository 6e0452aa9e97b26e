/** A client's form while it is arranged: sections in their order, each with its fields; the last one has no name. */
export type Place<F> = {
  /** "" of the fields that stand in no section; of a new section a name that only this page knows. */
  id: string
  zh: string
  en: string
  columns: number
  collapsed: boolean
  fields: readonly F[]
}
type Known = { readonly id: string; readonly section?: string | null | undefined }
type Section = { id: string; zh: string; en: string; columns: number; collapsed: boolean }

export const REST = ''

/** What the name of a section begins with that only this page knows. */
export const NEW = 'new'

/** The places of a layout; also sections without fields, which are what one drops into. */
export function placesOf<F extends Known>(sections: readonly Section[], fields: readonly F[]): Place<F>[] {
  const known = new Set(sections.map(({ id }) => id))
  const rest = fields.filter((field) => !field.section || !known.has(field.section))
  return [
    ...sections.map((section) => ({ ...section, fields: fields.filter((field) => field.section === section.id) })),
    { id: REST, zh: '', en: '', columns: 2, collapsed: false, fields: rest },
  ]
}

/** The places with a field put into one of them, before its field number `at`. */
export function moved<F extends Known>(
  places: readonly Place<F>[],
  fieldId: string,
  into: string,
  at: number,
): Place<F>[] {
  const field = places.flatMap((place) => place.fields).find(({ id }) => id === fieldId)
  if (!field || !places.some(({ id }) => id === into)) return [...places]
  return places.map((place) => {
    const before = place.fields.findIndex(({ id }) => id === fieldId)
    const others = place.fields.filter(({ id }) => id !== fieldId)
    if (place.id !== into) return before < 0 ? place : { ...place, fields: others }
    const to = before >= 0 && before < at ? at - 1 : at
    return { ...place, fields: [...others.slice(0, to), field, ...others.slice(to)] }
  })
}

/** The places with a field one step up or down; from the end of a section it goes on into the next. */
export function stepped<F extends Known>(places: readonly Place<F>[], fieldId: string, by: -1 | 1): Place<F>[] {
  const here = places.findIndex((place) => place.fields.some(({ id }) => id === fieldId))
  const place = places[here]
  if (!place) return [...places]
  const at = place.fields.findIndex(({ id }) => id === fieldId)
  const next = places[here + by]
  if (by < 0) {
    if (at > 0) return moved(places, fieldId, place.id, at - 1)
    return next ? moved(places, fieldId, next.id, next.fields.length) : [...places]
  }
  if (at < place.fields.length - 1) return moved(places, fieldId, place.id, at + 2)
  return next ? moved(places, fieldId, next.id, 0) : [...places]
}

/** The places with a section one step up or down; the nameless one stays last. */
export function sectionStepped<F>(places: readonly Place<F>[], id: string, by: -1 | 1): Place<F>[] {
  const at = places.findIndex((place) => place.id === id)
  const to = at + by
  if (at < 0 || id === REST || to < 0 || to >= places.length - 1) return [...places]
  const next = [...places]
  const [place] = next.splice(at, 1)
  if (place) next.splice(to, 0, place)
  return next
}

/** The places without a section; its fields stand in none. */
export function without<F>(places: readonly Place<F>[], id: string): Place<F>[] {
  const gone = places.find((place) => place.id === id)
  if (!gone || id === REST) return [...places]
  return places
    .filter((place) => place.id !== id)
    .map((place) => (place.id === REST ? { ...place, fields: [...place.fields, ...gone.fields] } : place))
}

/** The layout as the server takes it. A section it does not know yet has no id. */
export function arranged<F extends Known>(places: readonly Place<F>[], version: number) {
  const ids = (fields: readonly F[]) => fields.map(({ id }) => id)
  return {
    version,
    sections: places
      .filter(({ id }) => id !== REST)
      .map(({ id, zh, en, columns, collapsed, fields }) => ({
        ...(id.startsWith(NEW) ? {} : { id }),
        zh,
        en,
        columns,
        collapsed,
        fields: ids(fields),
      })),
    rest: ids(places.find(({ id }) => id === REST)?.fields ?? []),
  }
}
