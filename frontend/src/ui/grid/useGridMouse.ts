import type { MouseEvent, PointerEvent, RefObject } from 'react'
import { dragThrough, placeOf } from './drag'
import type { useActive } from './useActive'
import type { usePicks } from './usePicks'
import type { useSheet } from './useSheet'

type Options<Row, Data> = {
  scroller: RefObject<HTMLDivElement | null>
  active: ReturnType<typeof useActive>
  sheet: ReturnType<typeof useSheet<Row, Data>>
  picks: ReturnType<typeof usePicks<Row, Data>>
  open: (index: number) => void
  peek: (index: number) => void
  ask: (on: boolean) => void
}

/** What the mouse does in a grid: one handler for all cells, told apart by what they carry. */
export function useGridMouse<Row, Data>({ scroller, active, sheet, picks, open, peek, ask }: Options<Row, Data>) {
  'use no memo'
  const onPointerDown = (event: PointerEvent) => {
    const at = placeOf(event.target)
    const target = event.target as Element
    if (!at || at.row < 0 || event.button !== 0) return
    const typing = sheet.open.current?.at
    if (typing?.row === at.row && typing.col === at.col) return
    sheet.leave()
    if (target.closest('[data-pick]')) {
      event.preventDefault()
      picks?.toggle(at.row, event.shiftKey)
    }
    if (at.col < 0) return
    // The browser would move the focus to what was pressed; the grid moves it to the cell.
    if (!target.closest('a, button')) event.preventDefault()
    active.goTo(at, { extend: event.shiftKey, reveal: false })
    const box = scroller.current
    if (box && event.pointerType === 'mouse') dragThrough(box, (to) => active.goTo(to, { extend: true }))
  }
  const onClick = (event: MouseEvent) => {
    const at = placeOf(event.target)
    const target = event.target as Element
    if (!at || at.row < 0) return
    if (target.closest('[data-peek]')) peek(at.row)
    else if (target.closest('[data-closed]')) ask(true)
    else if (target.closest('[data-open]')) {
      // New tabs and windows stay the browser's.
      if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
      event.preventDefault()
      open(at.row)
    }
  }
  const onDoubleClick = (event: MouseEvent) => {
    const at = placeOf(event.target)
    const target = event.target as Element
    if (!at || at.row < 0 || at.col < 0 || target.closest('a, button, input, textarea')) return
    if (!sheet.start(at, null)) open(at.row)
  }
  return { onPointerDown, onClick, onDoubleClick }
}
