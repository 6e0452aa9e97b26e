import type { EditedStage } from '../templateContent'
import type { Part, Place } from './places'

/** Pixels of the drawing at full size. */
export const WIDTH = 248
export const GAP = 44
export const HEAD = 62
export const ROW = 58
const INNER = 10
/** An item as it is drawn. */
export const CARD = { width: WIDTH - 2 * INNER, height: ROW - 8 }
const FOOT = 46

export type Box = { x: number; y: number; height: number }

/** How many stages stand in a row of so many pixels. */
export const columnsIn = (pixels: number): number => Math.max(1, Math.floor((pixels + GAP) / (WIDTH + GAP)))

const rowsOf = ({ tasks, criteria }: EditedStage): number => tasks.length + criteria.length

/** Where each stage stands: in rows like writing, each row as high as its highest stage. */
export function boxesOf(stages: readonly EditedStage[], columns: number): Box[] {
  const boxes: Box[] = []
  let y = 0
  for (let first = 0; first < stages.length; first += columns) {
    const row = stages.slice(first, first + columns)
    const height = HEAD + Math.max(1, ...row.map(rowsOf)) * ROW + FOOT
    for (const n of row.keys()) boxes.push({ x: n * (WIDTH + GAP), y, height })
    y += height + GAP
  }
  return boxes
}

/** Where an item stands within its stage: tasks first, what has to hold below them. */
export function spotOf(stage: EditedStage, part: Part, at: number): { x: number; y: number } {
  const row = part === 'tasks' ? at : stage.tasks.length + at
  return { x: INNER, y: HEAD + row * ROW }
}

/** Which place an item dropped at a point of the drawing gets; null outside all stages. */
export function dropped(
  stages: readonly EditedStage[],
  boxes: readonly Box[],
  from: Place,
  point: { x: number; y: number },
): { stage: number; at: number } | null {
  const stage = boxes.findIndex(
    ({ x, y, height }) => point.x >= x && point.x <= x + WIDTH && point.y >= y - GAP / 2 && point.y <= y + height,
  )
  const box = boxes[stage]
  const into = stages[stage]
  if (!box || !into) return null
  const row = Math.round((point.y - box.y - HEAD - ROW / 2) / ROW) - (from.part === 'criteria' ? into.tasks.length : 0)
  const most = into[from.part].length - (stage === from.stage ? 1 : 0)
  return { stage, at: Math.max(0, Math.min(row, most)) }
}

/** The stage at whose place another one was dropped. */
export function stageAt(boxes: readonly Box[], point: { x: number; y: number }): number {
  const far = ({ x, y, height }: Box) =>
    Math.abs(x + WIDTH / 2 - point.x) + Math.max(0, y - point.y, point.y - y - height) * 2
  return boxes.reduce((best, box, n) => (far(box) < far(boxes[best] ?? box) ? n : best), 0)
}
