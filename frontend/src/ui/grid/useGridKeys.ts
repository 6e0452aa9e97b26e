import type { KeyboardEvent } from 'react'
import type { Cells } from './cells'
import type { Grouping } from './flat'
import { nextSort, type Sort } from './GridHead'
import { type Intent, intentOf } from './keys'
import { type Layout, moved } from './layout'
import { HEADER, isOne, type Range } from './range'
import type { useActive } from './useActive'
import type { useClipboard } from './useClipboard'
import type { useEdits } from './useEdits'
import type { usePicks } from './usePicks'
import type { useSheet } from './useSheet'

type Options<Row, Data> = {
  cells: Cells<Row, Data>
  range: Range
  active: ReturnType<typeof useActive>
  sheet: ReturnType<typeof useSheet<Row, Data>>
  clipboard: ReturnType<typeof useClipboard<Row, Data>>
  edits: ReturnType<typeof useEdits<Data>>
  picks: ReturnType<typeof usePicks<Row, Data>>
  grouping: Grouping<Row> | undefined
  layout: Layout
  onLayout: (layout: Layout) => void
  sort: readonly Sort[]
  onSort: (sort: readonly Sort[]) => void
  open: (index: number) => void
  peek: (index: number) => void
  /** Whether the remark on the active cell shows, and its switch. */
  asking: boolean
  ask: (on: boolean) => void
  failed: boolean
  openMenu: (col: number) => void
}

/** What keys do in a grid that is not being typed into. */
export function useGridKeys<Row, Data>(options: Options<Row, Data>): (event: KeyboardEvent) => void {
  'use no memo'
  const { cells, range, active, sheet, clipboard, edits, picks, grouping, layout, onLayout, sort, onSort } = options
  const { head } = range
  const data = cells.data(head.row)
  const column = cells.column(head.col)
  const { flat, columns, mayEdit } = cells.of
  const editable = cells.refusal(head.col, data) === null
  const place = head.row >= 0 && head.row < flat.total ? flat.at(head.row) : undefined
  const group = place?.is === 'group' ? place : null

  /** Does what was asked; false leaves the key to the browser and the page. */
  const act = (intent: Intent, shift: boolean): boolean => {
    switch (intent.act) {
      case 'move':
        if (group && !intent.extend && (intent.step === 'left' || intent.step === 'right')) {
          if (group.open === (intent.step === 'left')) grouping?.onToggle(group.group.key)
          return true
        }
        active.step(intent.step, intent.extend)
        return true
      case 'next':
      case 'previous': {
        // Tab walks along a row where there is something to write; at its end it leaves the grid.
        const to = head.col + (intent.act === 'next' ? 1 : -1)
        if (!mayEdit || to < 0 || to >= columns.length) return false
        active.goTo({ row: head.row, col: to })
        return true
      }
      case 'edit':
        return sheet.start(head, null)
      case 'why':
        options.ask(true)
        return true
      case 'open':
        if (group) grouping?.onToggle(group.group.key)
        else options.open(head.row)
        return true
      case 'peek':
        if (group) grouping?.onToggle(group.group.key)
        else options.peek(head.row)
        return true
      case 'pick':
        picks?.toggle(head.row, false)
        return true
      case 'all':
        active.select({ anchor: { row: 0, col: 0 }, head: { row: flat.total - 1, col: columns.length - 1 } })
        return true
      case 'clear':
        void clipboard.clear()
        return true
      case 'fill':
        void clipboard.fill()
        return true
      case 'undo':
        void edits.undo()
        return true
      case 'redo':
        void edits.redo()
        return true
      case 'menu':
        if (head.row === HEADER) options.openMenu(head.col)
        return true
      case 'sort':
        if (column?.sortable) onSort(nextSort(sort, column.id, shift))
        return true
      case 'shift': {
        if (!column) return true
        const to = Math.max(1, Math.min(columns.length - 1, head.col + intent.by))
        onLayout(moved(layout, column.id, to))
        if (head.col > 0) active.goTo({ row: HEADER, col: to })
        return true
      }
      case 'escape':
        if (options.failed) sheet.discard(head)
        else if (options.asking) options.ask(false)
        else if (!isOne(range)) active.goTo(head)
        else return false
        return true
    }
  }
  return (event) => {
    if (sheet.open.current || !(event.target as Element).closest('[data-row]')) return
    const intent = intentOf(event.nativeEvent, {
      header: head.row === HEADER,
      name: head.col === 0,
      // The row's own name opens the record; it takes typing only after F2.
      ready: editable && head.col > 0,
      editable,
      closed: cells.isClosed(head.col, data),
    })
    if (intent && act(intent, event.shiftKey)) event.preventDefault()
  }
}
