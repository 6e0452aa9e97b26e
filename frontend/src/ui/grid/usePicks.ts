import { useRef } from 'react'
import type { Cells } from './cells'
import { MOST_PICKED, type Selection } from './selection'

/** The check boxes of a grid; null where rows cannot be picked. */
export function usePicks<Row, Data>(cells: Cells<Row, Data>, selection: Selection<Row> | undefined) {
  'use no memo'
  const last = useRef(-1)
  if (!selection) return null
  const { flat, idOf } = cells.of
  const set = async (from: number, to: number, on: boolean) => {
    const rows = await flat.load(Math.min(from, to), Math.max(from, to))
    selection.set(
      rows.map(({ row }) => [idOf(row), row]),
      on,
    )
  }
  return {
    some: selection.rows.size > 0,
    all: selection.rows.size > 0 && selection.rows.size >= Math.min(flat.total, MOST_PICKED),
    toggleAll: () => {
      if (selection.rows.size > 0) selection.clear()
      else void set(0, Math.min(flat.total, MOST_PICKED) - 1, true)
    },
    /** Turns the box of a row; `through` does the same to all rows since the last one. */
    toggle: (index: number, through: boolean) => {
      const id = cells.id(index)
      const from = through && last.current >= 0 ? last.current : index
      last.current = index
      void set(from, index, id === null || !selection.rows.has(id))
    },
  }
}
