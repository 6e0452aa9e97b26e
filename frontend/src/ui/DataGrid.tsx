import { useLingui } from '@lingui/react/macro'
import { useVirtualizer } from '@tanstack/react-virtual'
import { ArrowDown, ArrowUp } from 'lucide-react'
import { type ComponentType, type KeyboardEvent, useEffect, useRef } from 'react'
import { useCommands } from '../keyboard/commands'
import css from './DataGrid.module.css'
import { type Column, useGridColumns } from './gridColumns'
import { useNarrow } from './useNarrow'

export type Density = 'compact' | 'default' | 'touch'
const heights: Record<Density, number> = { compact: 30, default: 36, touch: 44 }
const CARD = 68

export type Sort = { id: string; descending: boolean }

type Props<Row> = {
  label: string
  columns: readonly Column[]
  hidden: ReadonlySet<string>
  total: number
  row: (index: number) => Row | undefined
  /** Called with the first and last index on the screen, whenever these change. */
  need: (from: number, to: number) => void
  /** Draws the content of one cell; must be cheap, hooks allowed once a row at most. */
  Cells: ComponentType<{ row: Row; columns: readonly Column[] }>
  /** Draws a row as a two-line card on a phone. */
  Card: ComponentType<{ row: Row }>
  sort: Sort | null
  onSort: (sort: Sort) => void
  active: number
  onActive: (index: number) => void
  onOpen: (index: number) => void
  onPeek: (index: number) => void
  density: Density
  stale?: boolean
}

/** Rows of any number behind a window; J/K or arrows move, Enter opens, Space peeks. */
export function DataGrid<Row>(props: Props<Row>) {
  // The virtualizer's instance is mutable, which the compiler must not memoize.
  'use no memo'
  const { columns, hidden, total, row, need, Cells, Card, active, onActive, onOpen, onPeek, density } = props
  const { t } = useLingui()
  const narrow = useNarrow()
  const scroller = useRef<HTMLDivElement>(null)
  const table = useGridColumns(columns, hidden)
  const shown = table
    .getVisibleLeafColumns()
    .map((column) => ({ ...(column.columnDef.meta as Column), width: column.getSize() }))
  const height = narrow ? CARD : heights[density]
  const virtual = useVirtualizer({
    count: total,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    overscan: 12,
    initialRect: { width: 1200, height: 720 },
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: another height asks for new positions
  useEffect(() => virtual.measure(), [virtual, height])
  const items = virtual.getVirtualItems()
  const from = items[0]?.index ?? 0
  const to = items[items.length - 1]?.index ?? 0
  useEffect(() => need(from, to), [need, from, to])

  const move = (step: number) => {
    if (total === 0) return
    const next = Math.max(0, Math.min(total - 1, active + step))
    onActive(next)
    virtual.scrollToIndex(next, { align: 'auto' })
  }
  useCommands(
    [
      { id: 'grid.next', title: t`Next row`, keys: 'j', run: () => move(1) },
      { id: 'grid.previous', title: t`Previous row`, keys: 'k', run: () => move(-1) },
      { id: 'grid.open', title: t`Open the row`, keys: 'Enter', run: () => active >= 0 && onOpen(active) },
      { id: 'grid.peek', title: t`Look into the row`, keys: ' ', run: () => active >= 0 && onPeek(active) },
    ],
    t`Lists`,
  )
  const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 400) / height) - 2)
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -total, End: total }[event.key]
    if (step === undefined || event.target !== scroller.current) return
    event.preventDefault()
    move(step)
  }
  return (
    <div
      ref={scroller}
      className={css.grid}
      role="grid"
      aria-label={props.label}
      aria-rowcount={total + 1}
      aria-colcount={shown.length}
      aria-busy={props.stale || undefined}
      aria-activedescendant={active >= from && active <= to && items.length > 0 ? `grid-row-${active}` : undefined}
      tabIndex={0}
      onKeyDown={onKeyDown}
    >
      {!narrow && (
        <div role="rowgroup" className={css.headGroup}>
          <Head {...props} shown={shown} table={table} />
        </div>
      )}
      <div
        role="rowgroup"
        className={[css.body, props.stale && css.stale].filter(Boolean).join(' ')}
        style={{ height: virtual.getTotalSize() }}
      >
        {items.map((item) => {
          const data = row(item.index)
          const chosen = item.index === active
          return (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the grid handles keys for its rows
            <div
              key={item.index}
              id={`grid-row-${item.index}`}
              role="row"
              tabIndex={-1}
              aria-rowindex={item.index + 2}
              aria-selected={chosen}
              className={[narrow ? css.card : css.row, chosen && css.active].filter(Boolean).join(' ')}
              style={{ height, transform: `translateY(${item.start}px)` }}
              onClick={() => {
                onActive(item.index)
                if (narrow) onOpen(item.index)
                else onPeek(item.index)
              }}
              onDoubleClick={() => onOpen(item.index)}
            >
              {narrow ? (
                <div role="gridcell">{data === undefined ? <span className={css.ghost} /> : <Card row={data} />}</div>
              ) : data === undefined ? (
                shown.map((column) => (
                  <div key={column.id} role="gridcell" className={css.cell} style={{ width: column.width }}>
                    <span className={css.ghost} />
                  </div>
                ))
              ) : (
                <Cells row={data} columns={shown} />
              )}
            </div>
          )
        })}
      </div>
    </div>
  )
}

type HeadProps = {
  shown: readonly Column[]
  table: ReturnType<typeof useGridColumns>
  sort: Sort | null
  onSort: (sort: Sort) => void
}

function Head({ shown, table, sort, onSort }: HeadProps) {
  'use no memo'
  const { t } = useLingui()
  const headers = table.getHeaderGroups()[0]?.headers ?? []
  return (
    <div role="row" aria-rowindex={1} className={css.head}>
      {shown.map((column, index) => {
        const sorted = sort?.id === column.id ? (sort.descending ? 'descending' : 'ascending') : undefined
        const title = (
          <>
            {column.title}
            {column.unit && <span className={css.unit}>{column.unit}</span>}
          </>
        )
        return (
          <div
            key={column.id}
            role="columnheader"
            aria-sort={column.sort ? (sorted ?? 'none') : undefined}
            className={[css.headCell, column.end && css.end, index === 0 && css.pinned].filter(Boolean).join(' ')}
            style={{ width: column.width }}
          >
            {column.sort ? (
              <button
                type="button"
                className={css.sort}
                title={t`Sort`}
                onClick={() => onSort({ id: column.id, descending: sorted === 'ascending' })}
              >
                {title}
                {sorted === 'ascending' && <ArrowUp size={12} aria-hidden="true" />}
                {sorted === 'descending' && <ArrowDown size={12} aria-hidden="true" />}
              </button>
            ) : (
              title
            )}
            <span
              className={css.grip}
              aria-hidden="true"
              onMouseDown={headers.find((header) => header.id === column.id)?.getResizeHandler()}
              onTouchStart={headers.find((header) => header.id === column.id)?.getResizeHandler()}
            />
          </div>
        )
      })}
    </div>
  )
}

type CellProps = { column: Column; first?: boolean; children: React.ReactNode }

/** One cell in the width and alignment of its column. */
export function Cell({ column, first, children }: CellProps) {
  return (
    <div
      role="gridcell"
      className={[css.cell, column.end && css.end, first && css.pinned].filter(Boolean).join(' ')}
      style={{ width: column.width }}
    >
      {children}
    </div>
  )
}
