import {
  columnResizingFeature,
  columnSizingFeature,
  columnVisibilityFeature,
  tableFeatures,
  useTable,
} from '@tanstack/react-table'
import { useMemo } from 'react'

/** A column as a page declares it. `sort` is the key the server sorts by; `unit` stands small in the header. */
export type Column = { id: string; title: string; width: number; end?: boolean; sort?: string; unit?: string }

const features = tableFeatures({ columnVisibilityFeature, columnSizingFeature, columnResizingFeature })
const NO_ROWS: { id: string }[] = []

/** The table instance that owns which columns show and how wide they are; rows are drawn by the grid itself. */
export function useGridColumns(columns: readonly Column[], hidden: ReadonlySet<string>) {
  const definitions = useMemo(
    () =>
      columns.map((column) => ({ id: column.id, header: column.title, size: column.width, minSize: 60, meta: column })),
    [columns],
  )
  const columnVisibility = useMemo(
    () => Object.fromEntries(columns.map((column) => [column.id, !hidden.has(column.id)])),
    [columns, hidden],
  )
  return useTable({
    features,
    columns: definitions,
    data: NO_ROWS,
    state: { columnVisibility },
    columnResizeMode: 'onChange',
  })
}
