import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual'
import { type CSSProperties, type RefObject, useEffect, useMemo } from 'react'
import type { Column } from './columns'
import { HEAD } from './drag'
import { type Layout, widthOf } from './layout'

/** Width of the column of check boxes. */
const PICK = 40
const OVERSCAN = 12

type Options<Data> = {
  scroller: RefObject<HTMLDivElement | null>
  columns: readonly Column<Data>[]
  layout: Layout
  picks: boolean
  total: number
  rowHeight: number
  /** The row that stays on the page however far one scrolls, or the focus would be lost with it. */
  kept: RefObject<number>
}

/** Which columns and rows show and where they stand. */
export function useGeometry<Data>(options: Options<Data>) {
  'use no memo'
  const { scroller, layout, picks, total, rowHeight, kept } = options
  const { shown } = layout
  const columns = useMemo(
    () => shown.flatMap((id) => options.columns.find((column) => column.id === id) ?? []),
    [options.columns, shown],
  )
  const frozen = Math.max(1, Math.min(layout.frozen, columns.length))
  const pick = picks ? PICK : 0
  const widths = columns.map((column) => widthOf(layout, column))
  const before = (col: number) => pick + widths.slice(0, col).reduce((sum, width) => sum + width, 0)
  const lefts = widths.map((_, col) => before(col))
  const virtual = useVirtualizer({
    count: total,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: OVERSCAN,
    scrollPaddingEnd: HEAD,
    initialRect: { width: 1200, height: 720 },
    rangeExtractor: (range) => {
      const rows = defaultRangeExtractor(range)
      const row = kept.current
      return row < 0 || row >= total || rows.includes(row) ? rows : [...rows, row].sort((a, b) => a - b)
    },
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: another height asks for new positions
  useEffect(() => virtual.measure(), [virtual, rowHeight])

  const offset = virtual.scrollOffset ?? 0
  const seen = virtual.scrollRect?.height ?? 0
  // Widths are variables of the root, so that widening a column draws no row anew.
  const vars: Record<string, string> = { '--row': `${rowHeight}px` }
  widths.forEach((width, col) => {
    vars[`--c${col}`] = `${width}px`
    if (col < frozen) vars[`--l${col}`] = `${lefts[col]}px`
  })
  return {
    columns,
    frozen,
    pick,
    widths,
    lefts,
    frozenWidth: before(frozen),
    virtual,
    first: virtual.range?.startIndex ?? 0,
    // The header lies over the first rows, so that many fewer are seen.
    last: Math.max(0, Math.min(Math.ceil((offset + seen - HEAD) / rowHeight), total) - 1),
    style: vars as CSSProperties,
  }
}

/** The width a cell would need to show all of its content. */
export function contentWidth(cell: HTMLElement): number {
  const range = document.createRange()
  range.selectNodeContents(cell)
  const { paddingLeft, paddingRight } = getComputedStyle(cell)
  return range.getBoundingClientRect().width + Number.parseFloat(paddingLeft) + Number.parseFloat(paddingRight) + 2
}
