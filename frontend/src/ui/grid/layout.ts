/** The narrowest a column becomes, in pixels. */
export const NARROWEST = 56

/** Which columns show and in which order, how many stay at the left, and the widths a person chose. */
export type Layout = {
  shown: readonly string[]
  frozen: number
  widths: Readonly<Record<string, number>>
}

/** Moves a shown column to another place among the shown ones. The first column is the row's name and stays. */
export function moved(layout: Layout, id: string, to: number): Layout {
  const from = layout.shown.indexOf(id)
  const place = Math.max(1, Math.min(layout.shown.length - 1, to))
  if (from < 1 || from === place) return layout
  const rest = layout.shown.filter((each) => each !== id)
  return { ...layout, shown: [...rest.slice(0, place), id, ...rest.slice(place)] }
}

/** Shows a column (at the end) or hides one; the first cannot be hidden. */
export function toggled(layout: Layout, id: string, show: boolean): Layout {
  const place = layout.shown.indexOf(id)
  if (show) return place < 0 ? { ...layout, shown: [...layout.shown, id] } : layout
  if (place < 1) return layout
  const frozen = place < layout.frozen ? layout.frozen - 1 : layout.frozen
  return { ...layout, frozen, shown: layout.shown.filter((each) => each !== id) }
}

/** Freezes all columns up to this one; on the last frozen one again: only the first stays. */
export function frozenTo(layout: Layout, id: string): Layout {
  const place = layout.shown.indexOf(id) + 1
  return { ...layout, frozen: place === layout.frozen ? 1 : place }
}

/** Sets the width of one column. */
export const widened = (layout: Layout, id: string, width: number): Layout => ({
  ...layout,
  widths: { ...layout.widths, [id]: Math.max(NARROWEST, width) },
})

/** The width of a column: what the person chose, else its own. */
export const widthOf = (layout: Layout, column: { id: string; width: number }): number =>
  Math.max(NARROWEST, layout.widths[column.id] ?? column.width)
