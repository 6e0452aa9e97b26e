import { useLingui } from '@lingui/react/macro'
import { lazy, type ReactNode, Suspense, useEffect, useId, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { useCommands } from '../../keyboard/commands'
import { ErrorState } from '../ErrorState'
import type { InputActions } from './CellInput'
import { Cells } from './cells'
import type { Column } from './columns'
import css from './DataGrid.module.css'
import { flatGroups, flatRows, type Grouping } from './flat'
import { GridFoot } from './GridFoot'
import { GridHead, type Sort } from './GridHead'
import { GhostRow, GroupRow } from './GridLines'
import { GridRow, type With } from './GridRow'
import { GridSkeleton } from './GridSkeleton'
import { type Layout, widened } from './layout'
import { HEADER, isOne, type Range, rectOf } from './range'
import type { Selection } from './selection'
import type { PageSource } from './source'
import { useActive } from './useActive'
import { useClipboard } from './useClipboard'
import { type Save, useEdits } from './useEdits'
import { useFaultWords } from './useFaultWords'
import { contentWidth, useGeometry } from './useGeometry'
import { useGridKeys } from './useGridKeys'
import { useGridMouse } from './useGridMouse'
import { useNote } from './useNote'
import { usePicks } from './usePicks'
import { useSheet } from './useSheet'

const CellNote = lazy(() => import('./CellBubble').then((loaded) => ({ default: loaded.CellNote })))
const PasteDialog = lazy(() => import('./PasteDialog').then((loaded) => ({ default: loaded.PasteDialog })))

export type Density = 'compact' | 'default' | 'touch'
/** Heights of a row in pixels. */
export const ROW: Record<Density, number> = { compact: 30, default: 36, touch: 44 }
/** Rows asked for beyond the screen, and the widest a column is made to fit its content. */
const AHEAD = 12
const WIDEST = 480

/** Where a reader was in a grid. */
export type Memory = { top: number; left: number; range: Range }

export type GridProps<Row, Data> = {
  label: string
  columns: readonly Column<Data>[]
  layout: Layout
  onLayout: (layout: Layout) => void
  source: PageSource<Row>
  grouping?: Grouping<Row> | undefined
  /** Subscribes a row to its data; `read` looks at the data once, for copying and for keys. */
  With: With<Row, Data>
  read: (row: Row) => Data
  idOf: (row: Row) => string
  /** Address of a row's record: its name becomes a link. */
  href?: (data: Data) => string
  sort: readonly Sort[]
  onSort: (sort: readonly Sort[]) => void
  onOpen?: (row: Row) => void
  onPeek?: (row: Row) => void
  /** The row shown in the side panel, which follows the active row. */
  peeked?: string | null
  selection?: Selection<Row>
  /** Without it nothing can be edited. */
  save?: Save
  onFilter?: (column: string) => void
  filterable?: (column: string) => boolean
  onGroup?: (column: string) => void
  groupable?: (column: string) => boolean
  density: Density
  /** Shown in place of rows when there are none. */
  empty: ReactNode
  memory?: { load: () => Memory | undefined; keep: (memory: Memory) => void }
}

/** Rows of any number behind a window: a list to walk through and a sheet to write in. */
export function DataGrid<Row, Data>(props: GridProps<Row, Data>) {
  // The virtualizer and the table are mutable, which the compiler must not memoize.
  'use no memo'
  const { t } = useLingui()
  const { layout, onLayout, source, grouping, With, read, idOf, sort, onSort, selection, save, onPeek, peeked } = props
  const scroller = useRef<HTMLDivElement>(null)
  const noteId = useId()
  const faultWords = useFaultWords()
  const [remembered] = useState(() => props.memory?.load())
  const [menu, setMenu] = useState(-1)
  const [asking, setAsking] = useState('')
  const rowHeight = ROW[props.density]
  const mayEdit = save !== undefined
  const flat = useMemo(() => (grouping ? flatGroups(grouping) : flatRows(source)), [grouping, source])

  const kept = useRef(remembered?.range.head.row ?? 0)
  const geometry = useGeometry({
    scroller,
    columns: props.columns,
    layout,
    picks: selection !== undefined,
    total: flat.total,
    rowHeight,
    kept,
  })
  const { columns, frozen, widths, lefts, virtual, first, last } = geometry
  const active = useActive({
    scroller,
    virtual,
    rows: flat.total,
    cols: columns.length,
    rowHeight,
    edges: (col) => ({ left: lefts[col] ?? 0, width: widths[col] ?? 0, frozen: col < frozen }),
    frozenWidth: geometry.frozenWidth,
    start: remembered?.range,
  })
  const { range, touched, goTo, step } = active
  const { head } = range
  kept.current = head.row
  const items = virtual.getVirtualItems()
  const { need } = flat
  useEffect(() => need(Math.max(0, first - AHEAD), last + AHEAD), [need, first, last])

  const cells = new Cells({ columns, flat, read, idOf, mayEdit })
  const now = useRef({ cells, range, head })
  now.current = { cells, range, head }
  const cellsRef = useLatest(cells)
  const edits = useEdits(props.columns, save)
  const sheet = useSheet({ cells: cellsRef, edits, head: useLatest(head), goTo, step })
  const isOpen = () => sheet.open.current !== null
  const clipboard = useClipboard({ cells: cellsRef, edits, range: useLatest(range), isOpen })
  const picks = usePicks(cells, selection)

  const id = cells.id(head.row)
  const here = `${head.row} ${head.col}`
  const note = useNote({
    cells,
    head,
    id,
    states: edits.states,
    typing: sheet.editing !== null,
    asking: asking === here,
  })
  const ask = (on: boolean) => setAsking(on ? `${now.current.head.row} ${now.current.head.col}` : '')
  const open = (index: number) => {
    const row = cells.row(index)
    if (row !== undefined) props.onOpen?.(row)
  }
  const peek = (index: number) => {
    const row = cells.row(index)
    if (row !== undefined) onPeek?.(row)
  }

  // The side panel follows the active row while it is open.
  const followed = useRef(id)
  const activeRow = cells.row(head.row)
  useEffect(() => {
    if (followed.current === id) return
    followed.current = id
    if (peeked && activeRow !== undefined && id !== peeked) onPeek?.(activeRow)
  }, [id, peeked, activeRow, onPeek])

  // Where the reader is goes into the memory when he leaves.
  const place = useRef<Memory>({ top: remembered?.top ?? 0, left: remembered?.left ?? 0, range })
  place.current.range = range
  const keep = props.memory?.keep
  useEffect(() => () => keep?.(place.current), [keep])
  const filled = source.ready && flat.total > 0
  useLayoutEffect(() => {
    if (filled && remembered) scroller.current?.scrollTo(remembered.left, remembered.top)
  }, [filled, remembered])

  const onKeyDown = useGridKeys({
    cells,
    range,
    active,
    sheet,
    clipboard,
    edits,
    picks,
    grouping,
    layout,
    onLayout,
    sort,
    onSort,
    open,
    peek,
    asking: note?.is === 'closed' || note?.is === 'refused',
    ask,
    failed: note?.is === 'failed',
    openMenu: setMenu,
  })
  const mouse = useGridMouse({ scroller, active, sheet, picks, open, peek, ask: () => setTimeout(() => ask(true)) })
  useCommands(
    [
      { id: 'grid.next', title: t`Next row`, keys: 'j', run: () => step(touched ? 'down' : 'top') },
      { id: 'grid.previous', title: t`Previous row`, keys: 'k', run: () => head.row > 0 && step('up') },
      { id: 'grid.open', title: t`Open the row`, keys: 'Enter', run: () => touched && open(head.row) },
      { id: 'grid.peek', title: t`Look into the row`, keys: ' ', run: () => touched && peek(head.row) },
      ...(mayEdit
        ? [
            { id: 'grid.edit', title: t`Edit the cell`, keys: 'F2', run: () => void sheet.start(head, null) },
            { id: 'grid.undo', title: t`Undo the last change`, keys: 'mod+z', run: () => void edits.undo() },
            { id: 'grid.redo', title: t`Do it again`, keys: 'mod+y', run: () => void edits.redo() },
          ]
        : []),
    ],
    t`Lists`,
  )
  const fit = (col: number) => {
    const found = scroller.current?.querySelectorAll<HTMLElement>(`[data-col="${col}"]`) ?? []
    const widest = Math.max(...[...found].map(contentWidth))
    const column = columns[col]?.id
    if (column) onLayout(widened(layout, column, Math.min(WIDEST, Math.ceil(widest))))
  }

  const latest = useLatest(sheet)
  const [actions] = useState<InputActions>(() => ({
    start: (text) => void latest.current.start(now.current.head, text),
    type: (text) => latest.current.type(text),
    commit: (by, value) => latest.current.commit(by, value),
    cancel: () => latest.current.cancel(),
    leave: () => latest.current.leave(),
  }))
  const fault = sheet.editing?.fault ? faultWords(sheet.editing.fault) : null
  const field = useMemo(() => sheet.editing && { first: sheet.editing.first, fault }, [sheet.editing, fault])
  const rect = rectOf(range)
  const instead = !source.ready ? (
    source.failure ? (
      <ErrorState failure={source.failure} retry={source.retry} />
    ) : (
      <GridSkeleton widths={widths} pick={geometry.pick} />
    )
  ) : flat.total === 0 ? (
    props.empty
  ) : null
  const lines = () =>
    items.map((item) => {
      const at = flat.at(item.index)
      const line = {
        key: item.index,
        index: item.index,
        columns,
        frozen,
        active: item.index === head.row ? head.col : -1,
        marked: touched,
        top: item.start,
        height: rowHeight,
      }
      if (at.is === 'group') {
        const toggle = () => grouping?.onToggle(at.group.key)
        return <GroupRow {...line} pick={picks !== null} group={at.group} open={at.open} onToggle={toggle} />
      }
      if (at.row === undefined) return <GhostRow {...line} pick={picks !== null} />
      const inside = touched && !isOne(range) && item.index >= rect.top && item.index <= rect.bottom
      const own = idOf(at.row)
      return (
        <GridRow
          {...line}
          row={at.row}
          id={own}
          level={grouping ? 2 : 1}
          With={With}
          href={props.href}
          states={edits.states}
          from={inside ? rect.left : -1}
          to={inside ? rect.right : -2}
          picked={selection ? selection.rows.has(own) : null}
          peeked={peeked === own}
          peekable={onPeek !== undefined}
          mayEdit={mayEdit}
          editing={sheet.editing?.at.row === item.index ? field : null}
          actions={actions}
          note={note && item.index === head.row ? noteId : undefined}
        />
      )
    })
  return (
    <div className={css.frame}>
      {/* biome-ignore lint/a11y: role and label are those of a grid or treegrid; one handler serves all cells */}
      <div
        ref={scroller}
        className={css.grid}
        role={grouping ? 'treegrid' : 'grid'}
        aria-label={props.label}
        aria-rowcount={flat.total + 1}
        aria-colcount={columns.length + (picks ? 1 : 0)}
        aria-multiselectable="true"
        aria-readonly={!mayEdit || undefined}
        aria-busy={source.stale || !source.ready || undefined}
        style={geometry.style}
        onKeyDown={onKeyDown}
        {...mouse}
        {...active.track}
        onCopy={clipboard.onCopy}
        onCut={clipboard.onCut}
        onPaste={clipboard.onPaste}
        onScroll={({ currentTarget }) => {
          place.current.top = currentTarget.scrollTop
          place.current.left = currentTarget.scrollLeft
        }}
      >
        <div role="rowgroup" className={css.headGroup}>
          <GridHead
            columns={columns}
            layout={layout}
            onLayout={onLayout}
            sort={sort}
            onSort={onSort}
            frozen={frozen}
            active={head.row === HEADER || instead ? head.col : -1}
            onActive={(col) => goTo({ row: HEADER, col }, { reveal: false })}
            picks={picks}
            onFit={fit}
            menu={menu}
            onMenu={setMenu}
            onFilter={props.onFilter}
            filterable={props.filterable}
            onGroup={props.onGroup}
            groupable={props.groupable}
          />
        </div>
        {!instead && (
          <div
            role="rowgroup"
            className={[css.body, source.stale && css.stale].filter(Boolean).join(' ')}
            style={{ height: virtual.getTotalSize() }}
          >
            {lines()}
            {note && (
              <Suspense fallback={null}>
                <CellNote
                  id={noteId}
                  note={note}
                  left={(lefts[head.col] ?? 0) + (head.col < frozen ? (scroller.current?.scrollLeft ?? 0) : 0)}
                  top={head.row * rowHeight}
                  up={isLow(scroller.current, head.row * rowHeight)}
                  onRetry={() => sheet.retry(head)}
                  onDiscard={() => sheet.discard(head)}
                />
              </Suspense>
            )}
          </div>
        )}
      </div>
      {instead && <div className={css.instead}>{instead}</div>}
      {source.stale && !instead && <div className={css.asking} aria-hidden="true" />}
      {!instead && (
        <GridFoot
          columns={columns}
          range={touched ? range : null}
          dataAt={(index) => cells.data(index)}
          from={first}
          to={last}
          total={flat.total}
          more={source.more}
          failure={source.failure}
          onRetry={source.retry}
        />
      )}
      {clipboard.waiting && (
        <Suspense fallback={null}>
          <PasteDialog waiting={clipboard.waiting} onClose={clipboard.forget} />
        </Suspense>
      )}
    </div>
  )
}

/** The newest value of something, for handlers that outlive a render. */
function useLatest<Value>(value: Value) {
  const ref = useRef(value)
  ref.current = value
  return ref
}

/** Whether a note below a row would leave the window. */
function isLow(box: HTMLElement | null, top: number): boolean {
  return box !== null && top - box.scrollTop > (box.clientHeight * 2) / 3
}
