import { useLingui } from '@lingui/react/macro'
import { PanelRight } from 'lucide-react'
import { type ComponentType, memo, type ReactNode, useCallback, useSyncExternalStore } from 'react'
import { ClosedMark } from '../ClosedMark'
import { Money } from '../Money'
import { CellInput, type InputActions } from './CellInput'
import type { CellState, CellStates } from './cellStates'
import type { Column } from './columns'
import css from './DataGrid.module.css'

/** Reads a row's data and hands it on; a component, so that it may subscribe to a store. */
export type With<Row, Data> = ComponentType<{ row: Row; children: (data: Data) => ReactNode }>

type Props<Row, Data> = {
  index: number
  row: Row
  id: string
  level: number
  columns: readonly Column<Data>[]
  frozen: number
  With: With<Row, Data>
  href: ((data: Data) => string) | undefined
  states: CellStates
  /** The active column when the active cell is in this row, else -1; it is marked once somebody has been here. */
  active: number
  marked: boolean
  /** Columns of the selection in this row; -1 when none is. */
  from: number
  to: number
  /** Whether it is picked for an action on many; null where rows cannot be picked. */
  picked: boolean | null
  peeked: boolean
  peekable: boolean
  height: number
  top: number
  mayEdit: boolean
  /** The open field of the active cell, when it is in this row. */
  editing: { first: string | null; fault: string | null } | null
  actions: InputActions
  note: string | undefined
}

const style = Array.from({ length: 100 }, (_, n) => ({ width: `var(--c${n})` }))
const frozenStyle = Array.from({ length: 100 }, (_, n) => ({ width: `var(--c${n})`, left: `var(--l${n})` }))
/** Width of a column, and its place when it stays at the left; both are variables of the grid's root. */
export const styleOf = (col: number, frozen: boolean) => (frozen ? frozenStyle[col] : style[col])

/** One row. It is drawn anew only when something of its own changes. */
export const GridRow = memo(Row) as typeof Row

function Row<Row, Data>(props: Props<Row, Data>) {
  const { row, index, id, With, states, active, picked, peeked, top, height } = props
  const state = useSyncExternalStore(
    useCallback((listener: () => void) => states.listen(id, listener), [states, id]),
    () => states.rowOf(id),
  )
  return (
    <div
      role="row"
      data-row={index}
      aria-rowindex={index + 2}
      aria-level={props.level > 1 ? props.level : undefined}
      aria-selected={picked ?? undefined}
      className={[css.row, active >= 0 && props.marked && css.activeRow, picked && css.picked, peeked && css.peeked]
        .filter(Boolean)
        .join(' ')}
      style={{ height, transform: `translateY(${top}px)` }}
    >
      {picked !== null && <PickCell index={index} picked={picked} />}
      <With row={row}>{(data) => <Cells {...props} data={data} state={state} />}</With>
    </div>
  )
}

function PickCell({ index, picked }: { index: number; picked: boolean }) {
  const { t } = useLingui()
  return (
    <div role="gridcell" aria-colindex={1} className={`${css.cell} ${css.pick}`} data-pick>
      <input type="checkbox" tabIndex={-1} aria-label={t`Select row ${index + 1}`} checked={picked} readOnly />
    </div>
  )
}

type CellsProps<Row, Data> = Props<Row, Data> & { data: Data; state: ReadonlyMap<string, CellState> }

function Cells<Row, Data>(props: CellsProps<Row, Data>) {
  const { columns, frozen, data, active, marked, from, to, mayEdit, picked, editing, actions, state, note } = props
  return columns.map((column, col) => {
    const isActive = col === active
    const inside = col >= from && col <= to
    const edit = column.edit
    const editable = mayEdit && edit !== undefined && (edit.refuse?.(data) ?? null) === null
    const cell = state.get(column.id)
    const open = isActive && editing !== null
    // The row's own name opens the record; it takes typing only after F2.
    const field = isActive && editable && (col > 0 || open)
    const classes = [
      css.cell,
      column.end && css.end,
      col < frozen && css.frozen,
      col === frozen - 1 && css.frozenEdge,
      inside && css.inside,
      isActive && marked && css.active,
      editable && css.editable,
      cell && css[cell.is],
      open && css.editing,
    ]
    return (
      <div
        key={column.id}
        role="gridcell"
        data-col={col}
        aria-colindex={col + (picked === null ? 1 : 2)}
        aria-selected={inside || undefined}
        aria-readonly={mayEdit ? !editable : undefined}
        aria-invalid={cell?.is === 'failed' || undefined}
        aria-busy={cell?.is === 'saving' || undefined}
        aria-describedby={isActive ? note : undefined}
        tabIndex={isActive && !field ? 0 : undefined}
        className={classes.filter(Boolean).join(' ')}
        style={styleOf(col, col < frozen)}
      >
        {!open && <Content {...props} column={column} cell={cell} first={col === 0} />}
        {field && (
          <CellInput
            column={column}
            data={data}
            open={open}
            first={editing?.first ?? null}
            fault={editing?.fault ?? null}
            actions={actions}
          />
        )}
      </div>
    )
  })
}

type ContentProps<Row, Data> = CellsProps<Row, Data> & {
  column: Column<Data>
  cell: CellState | undefined
  first: boolean
}

function Content<Row, Data>({ column, cell, data, first, href, peekable }: ContentProps<Row, Data>) {
  const { t } = useLingui()
  if (cell && cell.is !== 'saved') {
    if (cell.is === 'saving' && column.edit?.kind === 'money' && cell.text) return <Money cny={cell.text} />
    return <span>{cell.text || '—'}</span>
  }
  const closed = column.closed?.(data) ?? null
  if (closed) return <ClosedMark level={closed.level}>{closed.level === 'MASKED' && column.cell(data)}</ClosedMark>
  if (!first) return column.cell(data)
  return (
    <>
      {href ? (
        <a href={href(data)} tabIndex={-1} className={css.name} data-open draggable={false}>
          {column.cell(data)}
        </a>
      ) : (
        <span className={css.name}>{column.cell(data)}</span>
      )}
      {peekable && (
        <button type="button" tabIndex={-1} className={css.peek} data-peek aria-label={t`Look into the row`}>
          <PanelRight size={14} aria-hidden="true" />
        </button>
      )}
    </>
  )
}
