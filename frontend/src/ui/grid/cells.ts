import { dayOf } from '../../format/date'
import type { Column } from './columns'
import type { Flat } from './flat'
import type { CellChange } from './history'
import { type Read, readTyped } from './typed'

type Of<Row, Data> = {
  columns: readonly Column<Data>[]
  flat: Flat<Row>
  read: (row: Row) => Data
  idOf: (row: Row) => string
  mayEdit: boolean
}

/** What stands in the cells of a grid, and what a change of one would be. */
export class Cells<Row, Data> {
  readonly of: Of<Row, Data>

  constructor(of: Of<Row, Data>) {
    this.of = of
  }

  column(col: number): Column<Data> | undefined {
    return this.of.columns[col]
  }

  row(index: number): Row | undefined {
    const { flat } = this.of
    const place = index >= 0 && index < flat.total ? flat.at(index) : undefined
    return place?.is === 'row' ? place.row : undefined
  }

  data(index: number): Data | undefined {
    const row = this.row(index)
    return row === undefined ? undefined : this.of.read(row)
  }

  id(index: number): string | null {
    const row = this.row(index)
    return row === undefined ? null : this.of.idOf(row)
  }

  /** What the row is called: the text of its first column. */
  name(index: number): string {
    const data = this.data(index)
    return data === undefined ? '' : (this.of.columns[0]?.text(data) ?? '')
  }

  /** Why a cell may not be edited; '' where nobody could, null where this person may. */
  refusal(col: number, data: Data | undefined): string | null {
    const edit = this.of.columns[col]?.edit
    if (!edit || !this.of.mayEdit || data === undefined) return ''
    return edit.refuse?.(data) ?? null
  }

  /** Whether a cell is closed to this person, for reading or for writing, so that asking why has an answer. */
  isClosed(col: number, data: Data | undefined): boolean {
    if (data === undefined) return false
    return Boolean(this.of.columns[col]?.closed?.(data)) || Boolean(this.refusal(col, data))
  }

  /** A text as the raw value of a column. */
  readText(col: number, text: string): Read {
    const edit = this.of.columns[col]?.edit
    if (!edit) return { ok: false, why: 'no_choice' }
    const { kind, items = [], required = false } = edit
    return readTyped(text, { kind, items, required }, dayOf(new Date()))
  }

  /** The change that gives a cell another raw value; null when it has it already or cannot have it. */
  change(index: number, col: number, after: string): CellChange | null {
    return this.changeOf(this.row(index), col, after)
  }

  changeOf(row: Row | undefined, col: number, after: string): CellChange | null {
    const column = this.of.columns[col]
    if (row === undefined || !column?.edit) return null
    const before = column.edit.value(this.of.read(row))
    return before === after ? null : { id: this.of.idOf(row), column: column.id, before, after }
  }

  /** A cell as a spreadsheet takes it: exact numbers, else words; nothing of what is hidden. */
  copied(column: Column<Data>, data: Data): string {
    const closed = column.closed?.(data)
    if (closed) return closed.level === 'MASKED' ? column.text(data) : ''
    return column.number?.(data) ?? column.text(data)
  }
}
