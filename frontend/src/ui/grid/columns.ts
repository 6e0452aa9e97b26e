import {
  columnOrderingFeature,
  columnPinningFeature,
  columnResizingFeature,
  columnSizingFeature,
  columnVisibilityFeature,
  tableFeatures,
  useTable,
} from '@tanstack/react-table'
import { type ReactNode, useMemo } from 'react'
import type { Closed } from '../Closed'
import { type Layout, NARROWEST } from './layout'
import type { Item, Kind } from './typed'

/** How the cells of a column are edited. */
export type Editable<Data> = {
  kind: Kind
  items?: readonly Item[]
  required?: boolean
  /** The raw value as it is edited, copied and undone; '' for none. */
  value: (data: Data) => string
  /** Null where this row's cell may be edited, else why not. */
  refuse?: (data: Data) => string | null
}

/** A column as a page declares it; it knows how to show a cell and what to say of it, but not where rows come from. */
export type Column<Data> = {
  id: string
  title: string
  width: number
  /** Numbers stand at the right end. */
  end?: boolean
  sortable?: boolean
  /** Stands small in the header, so that cells need not repeat it. */
  unit?: string
  cell: (data: Data) => ReactNode
  /** The whole content in words, for copying, for the line under the grid and for screen readers. */
  text: (data: Data) => string
  /** The cell as an exact decimal, for sums over a selection. */
  number?: (data: Data) => string | null
  /** Why this row's cell is masked or hidden; null when it is open. */
  closed?: (data: Data) => Closed | null
  edit?: Editable<Data>
}

const features = tableFeatures({
  columnVisibilityFeature,
  columnOrderingFeature,
  columnPinningFeature,
  columnSizingFeature,
  columnResizingFeature,
})
const NO_ROWS: { id: string }[] = []

/** The table instance that owns which columns show, in which order, how wide; rows are drawn by the grid itself. */
export function useColumns<Data>(columns: readonly Column<Data>[], layout: Layout, onLayout: (layout: Layout) => void) {
  const definitions = useMemo(
    () =>
      columns.map((column) => ({
        id: column.id,
        header: column.title,
        size: column.width,
        minSize: NARROWEST,
        meta: column,
      })),
    [columns],
  )
  const shown = useMemo(
    () => layout.shown.filter((id) => columns.some((column) => column.id === id)),
    [layout.shown, columns],
  )
  const state = useMemo(
    () => ({
      columnVisibility: Object.fromEntries(columns.map(({ id }) => [id, shown.includes(id)])),
      columnOrder: [...shown],
      columnPinning: { start: shown.slice(0, layout.frozen), end: [] },
      columnSizing: { ...layout.widths },
    }),
    [columns, shown, layout.frozen, layout.widths],
  )
  return useTable({
    features,
    columns: definitions,
    data: NO_ROWS,
    state,
    columnResizeMode: 'onChange',
    onColumnSizingChange: (update) => {
      const widths = typeof update === 'function' ? update({ ...layout.widths }) : update
      onLayout({ ...layout, widths })
    },
  })
}
