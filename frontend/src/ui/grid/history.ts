/** One cell's change, by the row's identifier so that it outlives sorting. Values are raw texts; '' is none. */
export type CellChange = { id: string; column: string; before: string; after: string }

const DEEPEST = 100

/** What was changed and can be taken back: a line of steps, of which the undone ones can be done again. */
export class History {
  private done: (readonly CellChange[])[] = []
  private undone: (readonly CellChange[])[] = []

  /** Remembers a step; whatever had been undone can no longer be done again. */
  add(step: readonly CellChange[]): void {
    if (step.length === 0) return
    this.done = [...this.done.slice(1 - DEEPEST), step]
    this.undone = []
  }

  /** The changes that take the last step back; null when there is none. */
  undo(): readonly CellChange[] | null {
    const step = this.done.pop()
    if (!step) return null
    this.undone.push(step)
    return [...step].reverse().map((change) => ({ ...change, before: change.after, after: change.before }))
  }

  /** The changes of the step undone last; null when there is none. */
  redo(): readonly CellChange[] | null {
    const step = this.undone.pop()
    if (!step) return null
    this.done.push(step)
    return step
  }
}
