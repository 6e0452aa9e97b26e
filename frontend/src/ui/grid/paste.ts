import type { Rect } from './range'

/** The largest block that is pasted cell by cell; more belongs into an import. */
export const MOST_PASTED = 5_000

export type Pasted = { row: number; col: number; text: string }

/**
 * Where each cell of a pasted block goes.
 *
 * As in a sheet: one cell fills the whole selection, a block is repeated when the selection is a multiple of it, else
 * it is laid down from the selection's first cell. `beyond` counts cells that fall outside of the list.
 */
export function layDown(
  block: readonly (readonly string[])[],
  rect: Rect,
  size: { rows: number; cols: number },
): { cells: Pasted[]; beyond: number } {
  const height = block.length
  const width = Math.max(...block.map((row) => row.length))
  const [rows, cols] = [rect.bottom - rect.top + 1, rect.right - rect.left + 1]
  const repeats = rows % height === 0 && cols % width === 0
  const [tall, wide] = repeats ? [rows, cols] : [height, width]
  const cells: Pasted[] = []
  let beyond = 0
  for (let r = 0; r < tall; r++) {
    for (let c = 0; c < wide; c++) {
      const text = block[r % height]?.[c % width]
      if (text === undefined) continue
      const [row, col] = [rect.top + r, rect.left + c]
      if (row >= size.rows || col >= size.cols) beyond += 1
      else cells.push({ row, col, text })
    }
  }
  return { cells, beyond }
}
