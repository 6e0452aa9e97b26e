import { useLingui } from '@lingui/react/macro'
import { ChevronRight } from 'lucide-react'
import { count } from '../../format/money'
import css from './DataGrid.module.css'
import type { Group } from './flat'
import { styleOf } from './GridRow'

type Props = {
  index: number
  columns: readonly { id: string; end?: boolean }[]
  frozen: number
  /** The active column when the active cell is in this line, else -1. */
  active: number
  marked: boolean
  pick: boolean
  top: number
  height: number
}
const classOf = (...names: (string | false | undefined)[]) => names.filter(Boolean).join(' ')

/** A row that is not here yet. */
export function GhostRow({ index, columns, frozen, active, marked, pick, top, height }: Props) {
  return (
    <div
      role="row"
      data-row={index}
      aria-rowindex={index + 2}
      className={css.row}
      style={{ height, transform: `translateY(${top}px)` }}
    >
      {pick && <div role="gridcell" className={classOf(css.cell, css.pick)} />}
      {columns.map((column, col) => (
        <div
          key={column.id}
          role="gridcell"
          data-col={col}
          tabIndex={col === active ? 0 : undefined}
          className={classOf(css.cell, col < frozen && css.frozen, col === active && marked && css.active)}
          style={styleOf(col, col < frozen)}
        >
          <span className={css.ghost} />
        </div>
      ))}
    </div>
  )
}

type GroupProps = Props & { group: Group; open: boolean; onToggle: () => void }

/** The line of a group: its name, how many, and sub-totals under their columns. */
export function GroupRow(props: GroupProps) {
  const { index, group, open, columns, frozen, active, marked, pick, top, height, onToggle } = props
  const { i18n } = useLingui()
  return (
    <div
      role="row"
      data-row={index}
      aria-rowindex={index + 2}
      aria-level={1}
      aria-expanded={open}
      className={classOf(css.row, css.groupRow)}
      style={{ height, transform: `translateY(${top}px)` }}
    >
      {pick && <div role="gridcell" className={classOf(css.cell, css.pick)} />}
      {columns.map((column, col) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the grid handles keys for its cells
        <div
          key={column.id}
          role="gridcell"
          data-col={col}
          tabIndex={col === active ? 0 : undefined}
          className={classOf(
            css.cell,
            column.end && css.end,
            col < frozen && css.frozen,
            col === active && marked && css.active,
          )}
          style={styleOf(col, col < frozen)}
          onClick={col === 0 ? onToggle : undefined}
        >
          {col === 0 ? (
            <>
              <ChevronRight size={14} aria-hidden="true" className={open ? css.turned : css.chevron} />
              <span>{group.title}</span>
              <span className={css.groupCount}>{count(group.count, i18n.locale)}</span>
            </>
          ) : (
            (group.totals?.[column.id] ?? null)
          )}
        </div>
      ))}
    </div>
  )
}
