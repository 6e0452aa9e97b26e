/** A cell by its place: row among all rows of the list, column among those shown. Row -1 is the header. */
export type At = { row: number; col: number }

/** A selection: where it began and where it reaches to. One cell when both are the same. */
export type Range = { anchor: At; head: At }

/** The same as a rectangle; all bounds belong to it. */
export type Rect = { top: number; bottom: number; left: number; right: number }

export const HEADER = -1

export const rangeAt = (at: At): Range => ({ anchor: at, head: at })

export const rectOf = ({ anchor, head }: Range): Rect => ({
  top: Math.min(anchor.row, head.row),
  bottom: Math.max(anchor.row, head.row),
  left: Math.min(anchor.col, head.col),
  right: Math.max(anchor.col, head.col),
})

export const cellsIn = (rect: Rect): number => (rect.bottom - rect.top + 1) * (rect.right - rect.left + 1)

export const isOne = ({ anchor, head }: Range): boolean => anchor.row === head.row && anchor.col === head.col

const clamp = (value: number, low: number, high: number) => Math.max(low, Math.min(high, value))

/** The range cut to a list of that size; after a filter or a hidden column it must not point beyond. */
export function within(range: Range, rows: number, cols: number): Range {
  const cut = ({ row, col }: At): At => ({
    row: clamp(row, HEADER, Math.max(0, rows - 1)),
    col: clamp(col, 0, Math.max(0, cols - 1)),
  })
  return { anchor: cut(range.anchor), head: cut(range.head) }
}

export type Step =
  | 'up'
  | 'down'
  | 'left'
  | 'right'
  | 'pageUp'
  | 'pageDown'
  | 'rowStart'
  | 'rowEnd'
  | 'top'
  | 'bottom'
  | 'first'
  | 'last'

/** Where a step leads from a cell. `page` is the number of rows on the screen; only plain steps reach the header. */
export function stepFrom(at: At, step: Step, size: { rows: number; cols: number; page: number }): At {
  const lastRow = Math.max(0, size.rows - 1)
  const lastCol = Math.max(0, size.cols - 1)
  const row = (to: number, lowest = 0): At => ({ row: clamp(to, lowest, lastRow), col: at.col })
  const col = (to: number): At => ({ row: at.row, col: clamp(to, 0, lastCol) })
  switch (step) {
    case 'up':
      return row(at.row - 1, HEADER)
    case 'down':
      return row(at.row + 1)
    case 'left':
      return col(at.col - 1)
    case 'right':
      return col(at.col + 1)
    case 'pageUp':
      return row(at.row - size.page)
    case 'pageDown':
      return row(at.row + size.page)
    case 'rowStart':
      return col(0)
    case 'rowEnd':
      return col(lastCol)
    case 'top':
      return row(0)
    case 'bottom':
      return row(lastRow)
    case 'first':
      return { row: 0, col: 0 }
    case 'last':
      return { row: lastRow, col: lastCol }
  }
}
