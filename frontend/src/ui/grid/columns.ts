import type { ReactNode } from 'react'
import type { Closed } from '../Closed'
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
