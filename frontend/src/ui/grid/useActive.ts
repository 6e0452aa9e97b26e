import type { Virtualizer } from '@tanstack/react-virtual'
import { type RefObject, useCallback, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { type At, HEADER, type Range, rangeAt, type Step, stepFrom, within } from './range'

type Options = {
  scroller: RefObject<HTMLDivElement | null>
  virtual: Virtualizer<HTMLDivElement, Element>
  rows: number
  cols: number
  rowHeight: number
  /** Left edge and width of a column, and whether it stays at the left. */
  edges: (col: number) => { left: number; width: number; frozen: boolean }
  frozenWidth: number
  start: Range | undefined
}

/** The active cell and the selection around it: one roving focus, kept in sight. */
export function useActive({ scroller, virtual, rows, cols, rowHeight, edges, frozenWidth, start }: Options) {
  'use no memo'
  const [kept, setKept] = useState<Range>(start ?? rangeAt({ row: 0, col: 0 }))
  const [touched, setTouched] = useState(start !== undefined)
  const range = useMemo(() => within(kept, rows, cols), [kept, rows, cols])
  const wantsFocus = useRef(false)
  const inside = useRef(false)
  const latest = useRef({ range, rows, cols, edges })
  useLayoutEffect(() => {
    latest.current = { range, rows, cols, edges }
  })

  const reveal = useCallback(
    ({ row, col }: At) => {
      if (row >= 0) virtual.scrollToIndex(row, { align: 'auto' })
      const box = scroller.current
      const { left, width, frozen } = latest.current.edges(col)
      if (!box || frozen) return
      if (left < box.scrollLeft + frozenWidth) box.scrollLeft = left - frozenWidth
      else if (left + width > box.scrollLeft + box.clientWidth) box.scrollLeft = left + width - box.clientWidth
    },
    [virtual, scroller, frozenWidth],
  )

  /** Makes a cell the active one; `extend` lets the selection reach there from where it began. */
  const goTo = useCallback(
    (at: At, options: { extend?: boolean; focus?: boolean; reveal?: boolean } = {}) => {
      const { range: before, rows: height, cols: width } = latest.current
      const wanted = options.extend ? { anchor: before.anchor, head: at } : rangeAt(at)
      const next = within(wanted, height, width)
      latest.current.range = next
      wantsFocus.current = options.focus ?? true
      setTouched(true)
      setKept(next)
      if (options.reveal ?? true) reveal(next.head)
    },
    [reveal],
  )
  const step = useCallback(
    (by: Step, extend = false) => {
      const { range: before, rows: height, cols: width } = latest.current
      const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 400) / rowHeight) - 2)
      const next = stepFrom(before.head, by, { rows: height, cols: width, page })
      // A selection that grows upwards ends at the first row; only the active cell goes into the header.
      goTo(extend && next.row === HEADER ? { ...next, row: 0 } : next, { extend })
    },
    [goTo, rowHeight, scroller],
  )
  const select = useCallback((next: Range) => {
    const { rows: height, cols: width } = latest.current
    wantsFocus.current = true
    setTouched(true)
    setKept(within(next, height, width))
  }, [])

  // The cell exists only after the render that scrolled to it, so focus follows the commit. A row that is drawn anew
  // when its data arrives takes the focus with it; it is given back.
  useLayoutEffect(() => {
    const lost = inside.current && document.activeElement === document.body
    if (!wantsFocus.current && !lost) return
    const { row, col } = range.head
    const cell = scroller.current?.querySelector<HTMLElement>(`[data-row="${row}"] [data-col="${col}"]`)
    if (!cell) return
    wantsFocus.current = false
    const field = cell.querySelector<HTMLElement>('[data-ready]')
    ;(field ?? cell).focus({ preventScroll: true })
  })
  const track = {
    onFocus: () => {
      inside.current = true
    },
    onBlur: () => {
      inside.current = false
    },
  }
  return { range, touched, goTo, step, select, track }
}
