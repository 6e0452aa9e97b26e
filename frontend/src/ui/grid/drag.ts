import type { At } from './range'

/** Height of the header, which lies over the rows, in pixels. */
export const HEAD = 34

/** Share of the distance beyond an edge that is scrolled in each frame. */
const PACE = 1 / 3

/** Follows the pressed mouse over the cells of a grid, scrolling at its edges, until the button is let go. */
export function dragThrough(box: HTMLElement, onCell: (at: At) => void): void {
  let point: { x: number; y: number } | null = null
  let seen = ''
  let frame = requestAnimationFrame(look)
  function look() {
    frame = requestAnimationFrame(look)
    if (!point) return
    const edge = box.getBoundingClientRect()
    const beyond = (at: number, low: number, high: number) => (at < low ? at - low : Math.max(0, at - high))
    box.scrollBy(beyond(point.x, edge.left, edge.right) * PACE, beyond(point.y, edge.top + HEAD, edge.bottom) * PACE)
    const at = cellAt(box, point.x, point.y)
    const key = at && `${at.row} ${at.col}`
    if (!at || key === seen) return
    seen = key ?? ''
    onCell(at)
  }
  const move = (event: PointerEvent) => {
    point = { x: event.clientX, y: event.clientY }
  }
  const stop = () => {
    cancelAnimationFrame(frame)
    window.removeEventListener('pointermove', move)
    window.removeEventListener('pointerup', stop)
    window.removeEventListener('pointercancel', stop)
  }
  window.addEventListener('pointermove', move)
  window.addEventListener('pointerup', stop)
  window.addEventListener('pointercancel', stop)
}

/** The cell under a point; a point outside of the grid stands for the nearest inside. */
function cellAt(box: HTMLElement, x: number, y: number): At | null {
  const edge = box.getBoundingClientRect()
  const inside = (at: number, low: number, high: number) => Math.max(low + 1, Math.min(high - 20, at))
  const element = document.elementFromPoint(inside(x, edge.left, edge.right), inside(y, edge.top + HEAD, edge.bottom))
  return placeOf(element)
}

/** The place an element of the grid belongs to; column -1 beside all columns, null outside of rows. */
export function placeOf(target: EventTarget | null): At | null {
  const element = target instanceof Element ? target : null
  const row = element?.closest<HTMLElement>('[data-row]')?.dataset.row
  const col = element?.closest<HTMLElement>('[data-col]')?.dataset.col
  return row === undefined ? null : { row: Number(row), col: col === undefined ? -1 : Number(col) }
}
