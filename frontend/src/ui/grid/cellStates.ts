/** What is happening to one cell: on its way, just saved, or refused; `text` is what was typed. */
export type CellState =
  | { is: 'saving'; text: string }
  | { is: 'saved' }
  | { is: 'failed'; text: string; why: string; value: string | null }

type Row = ReadonlyMap<string, CellState>
const NONE: Row = new Map()

/** The state of every cell that is being saved or was refused; a row hears only of itself. */
export class CellStates {
  private rows = new Map<string, Row>()
  private listeners = new Map<string, Set<() => void>>()

  /** States of a row's cells by column; the same object until one of them changes. */
  rowOf(id: string): Row {
    return this.rows.get(id) ?? NONE
  }

  /** Sets the state of a cell; null ends it. */
  set(id: string, column: string, state: CellState | null): void {
    const row = new Map(this.rowOf(id))
    if (state) row.set(column, state)
    else row.delete(column)
    if (row.size > 0) this.rows.set(id, row)
    else this.rows.delete(id)
    for (const listener of this.listeners.get(id) ?? []) listener()
  }

  listen(id: string, listener: () => void): () => void {
    const set = this.listeners.get(id) ?? new Set()
    this.listeners.set(id, set.add(listener))
    return () => {
      set.delete(listener)
      if (set.size === 0) this.listeners.delete(id)
    }
  }

  /** Whether something typed has not reached the server. */
  get pending(): boolean {
    return [...this.rows.values()].some((row) => [...row.values()].some((state) => state.is !== 'saved'))
  }
}
