import { useLingui } from '@lingui/react/macro'
import { ArrowDown, ArrowUp, ChevronDown } from 'lucide-react'
import { lazy, type PointerEvent, Suspense, useRef, useState } from 'react'
import type { Column } from './columns'
import css from './DataGrid.module.css'
import { styleOf } from './GridRow'
import { type Layout, moved, widened, widthOf } from './layout'

const ColumnMenu = lazy(() => import('./ColumnMenu').then((loaded) => ({ default: loaded.ColumnMenu })))

export type Sort = { id: string; descending: boolean }

/** The order after a click on a header: up, down, none. `more` adds to the present order instead of replacing it. */
export function nextSort(sort: readonly Sort[], id: string, more: boolean): readonly Sort[] {
  const present = sort.find((each) => each.id === id)
  const next = !present ? { id, descending: false } : present.descending ? null : { id, descending: true }
  if (!more) return next ? [next] : []
  if (!present) return next ? [...sort, next] : sort
  return sort.flatMap((each) => (each.id !== id ? [each] : next ? [next] : []))
}

type Props<Data> = {
  columns: readonly Column<Data>[]
  layout: Layout
  onLayout: (layout: Layout) => void
  sort: readonly Sort[]
  onSort: (sort: readonly Sort[]) => void
  frozen: number
  /** The active header cell, -1 when the active cell is in a row. */
  active: number
  onActive: (col: number) => void
  picks: { all: boolean; some: boolean; toggleAll: () => void } | null
  onFit: (col: number) => void
  menu: number
  onMenu: (col: number) => void
  onFilter: ((id: string) => void) | undefined
  filterable: ((id: string) => boolean) | undefined
  onGroup: ((id: string) => void) | undefined
  groupable: ((id: string) => boolean) | undefined
}

/** The header: a click sorts, Shift adds, dragging moves, the right edge widens, the menu does the same by keyboard. */
export function GridHead<Data>(props: Props<Data>) {
  'use no memo'
  const { columns, picks, frozen, active } = props
  const { t } = useLingui()
  const [drop, setDrop] = useState<{ id: string; to: number } | null>(null)
  return (
    <div role="row" aria-rowindex={1} className={css.head} data-row={-1}>
      {picks && (
        <div role="columnheader" aria-colindex={1} className={`${css.headCell} ${css.pick}`}>
          <input
            type="checkbox"
            tabIndex={-1}
            aria-label={t`Select all rows`}
            checked={picks.all}
            ref={(box) => {
              if (box) box.indeterminate = picks.some && !picks.all
            }}
            onChange={picks.toggleAll}
          />
        </div>
      )}
      {columns.map((column, col) => (
        <HeadCell
          key={column.id}
          {...props}
          column={column}
          col={col}
          isActive={col === active}
          isFrozen={col < frozen}
          drop={drop}
          onDrop={setDrop}
        />
      ))}
    </div>
  )
}

type Drop = { id: string; to: number } | null
type CellProps<Data> = Props<Data> & {
  column: Column<Data>
  col: number
  isActive: boolean
  isFrozen: boolean
  drop: Drop
  onDrop: (drop: Drop) => void
}

/** Pixels the pointer must travel before a press on a header means moving the column. */
const TRAVEL = 6

function HeadCell<Data>(props: CellProps<Data>) {
  'use no memo'
  const { column, col, columns, layout, onLayout, sort, onSort, isActive, isFrozen, drop, onDrop } = props
  const { t } = useLingui()
  const cell = useRef<HTMLDivElement>(null)
  const drag = useRef<{ x: number; moving: boolean } | null>(null)
  const rank = sort.findIndex((each) => each.id === column.id)
  const sorted = sort[rank]
  const menuOpen = props.menu === col

  const placeAt = (x: number): number => {
    const cells = [...(cell.current?.parentElement?.querySelectorAll<HTMLElement>('[data-col]') ?? [])]
    const before = cells.filter((each) => {
      const box = each.getBoundingClientRect()
      return box.left + box.width / 2 < x
    }).length
    // Places are counted without the moving column itself.
    return before > col ? before - 1 : before
  }
  const onPointerDown = (event: PointerEvent) => {
    if (event.button !== 0 || (event.target as Element).closest('button, [data-grip]')) return
    drag.current = { x: event.clientX, moving: false }
    // A quick pointer leaves the cell before it is seen to move.
    event.currentTarget.setPointerCapture?.(event.pointerId)
  }
  const onPointerMove = (event: PointerEvent) => {
    const now = drag.current
    if (!now || col === 0) return
    if (!now.moving && Math.abs(event.clientX - now.x) < TRAVEL) return
    now.moving = true
    onDrop({ id: column.id, to: Math.max(1, Math.min(columns.length - 1, placeAt(event.clientX))) })
  }
  const onPointerUp = (event: PointerEvent) => {
    const now = drag.current
    drag.current = null
    if (!now) return
    if (now.moving && drop) {
      onLayout(moved(layout, drop.id, drop.to))
      // The keys go on from where the column was dropped.
      props.onActive(drop.to)
    } else {
      props.onActive(col)
      if (column.sortable) onSort(nextSort(sort, column.id, event.shiftKey))
    }
    onDrop(null)
  }
  const target = drop && columns.findIndex((each) => each.id === drop.id)
  const edge =
    drop && target !== null && drop.to === col && target !== col ? (drop.to > target ? 'after' : 'before') : ''
  return (
    <div
      ref={cell}
      role="columnheader"
      data-col={col}
      aria-colindex={col + (props.picks ? 2 : 1)}
      aria-sort={
        column.sortable ? (rank === 0 ? (sorted?.descending ? 'descending' : 'ascending') : 'none') : undefined
      }
      tabIndex={isActive ? 0 : undefined}
      className={[
        css.headCell,
        column.end && css.end,
        isFrozen && css.frozen,
        col === props.frozen - 1 && css.frozenEdge,
        column.sortable && css.sortable,
        menuOpen && css.menuOpen,
        drop?.id === column.id && css.dragged,
        edge && css[edge],
      ]
        .filter(Boolean)
        .join(' ')}
      style={styleOf(col, isFrozen)}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={onPointerUp}
      onPointerCancel={() => {
        drag.current = null
        onDrop(null)
      }}
      onContextMenu={(event) => {
        event.preventDefault()
        props.onActive(col)
        props.onMenu(col)
      }}
    >
      <span className={css.headText} data-tip-cut={column.title}>
        {column.title}
        {column.unit && <span className={css.unit}>{column.unit}</span>}
      </span>
      {sorted && (
        <span className={css.sorted}>
          {sorted.descending ? <ArrowDown size={12} aria-hidden="true" /> : <ArrowUp size={12} aria-hidden="true" />}
          {sort.length > 1 && <span className={css.rank}>{rank + 1}</span>}
        </span>
      )}
      <button
        type="button"
        tabIndex={-1}
        className={css.more}
        aria-label={t`Actions of the column ${column.title}`}
        aria-haspopup="menu"
        aria-expanded={menuOpen}
        onClick={() => {
          props.onActive(col)
          props.onMenu(menuOpen ? -1 : col)
        }}
      >
        <ChevronDown size={13} aria-hidden="true" />
      </button>
      <Grip
        width={widthOf(layout, column)}
        onWidth={(width) => onLayout(widened(layout, column.id, width))}
        onFit={() => props.onFit(col)}
      />
      {menuOpen && cell.current && (
        <Suspense fallback={null}>
          <ColumnMenu
            place={cell.current}
            column={column}
            first={col === 0}
            last={col === columns.length - 1}
            sort={sort}
            onSort={onSort}
            layout={layout}
            onLayout={onLayout}
            onWiden={(by) => onLayout(widened(layout, column.id, widthOf(layout, column) + by))}
            onFit={() => props.onFit(col)}
            onFilter={props.filterable?.(column.id) ? () => props.onFilter?.(column.id) : undefined}
            onGroup={props.groupable?.(column.id) ? () => props.onGroup?.(column.id) : undefined}
            onClose={() => {
              props.onMenu(-1)
              props.onActive(col)
            }}
          />
        </Suspense>
      )}
    </div>
  )
}

type GripProps = { width: number; onWidth: (width: number) => void; onFit: () => void }

/** The right edge of a header: pulled it sets the width, clicked twice it fits the content. */
function Grip({ width, onWidth, onFit }: GripProps) {
  const from = useRef<number | null>(null)
  const stop = () => {
    from.current = null
  }
  return (
    <span
      className={css.grip}
      data-grip
      aria-hidden="true"
      onPointerDown={({ button, clientX, pointerId, currentTarget }) => {
        if (button !== 0) return
        from.current = width - clientX
        // A quick pointer leaves the edge before it is seen to move.
        currentTarget.setPointerCapture?.(pointerId)
      }}
      onPointerMove={({ clientX }) => {
        if (from.current !== null) onWidth(from.current + clientX)
      }}
      onPointerUp={stop}
      onPointerCancel={stop}
      onDoubleClick={onFit}
    />
  )
}
