import { useCallback, useSyncExternalStore } from 'react'
import type { Note } from './CellBubble'
import type { CellStates } from './cellStates'
import type { Cells } from './cells'
import type { At } from './range'

type Options<Row, Data> = {
  cells: Cells<Row, Data>
  head: At
  /** The row of the active cell. */
  id: string | null
  states: CellStates
  typing: boolean
  /** The person asked why the cell is closed. */
  asking: boolean
}

/** The remark on the active cell, if there is one: a refused save, or why it is closed. */
export function useNote<Row, Data>({ cells, head, id, states, typing, asking }: Options<Row, Data>): Note | null {
  const row = useSyncExternalStore(
    useCallback((listener: () => void) => states.listen(id ?? '', listener), [states, id]),
    () => states.rowOf(id ?? ''),
  )
  const column = cells.column(head.col)
  if (!column) return null
  const state = row.get(column.id)
  if (state?.is === 'failed' && !typing) return { is: 'failed', state }
  const data = cells.data(head.row)
  if (!asking || data === undefined) return null
  const closed = column.closed?.(data)
  if (closed) return { is: 'closed', label: column.title, closed }
  const text = cells.refusal(head.col, data)
  return text ? { is: 'refused', text } : null
}
