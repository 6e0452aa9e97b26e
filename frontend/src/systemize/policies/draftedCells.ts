/** Cells that were changed since their rows were read: a row hears only of itself. */
export class DraftedCells {
  private readonly rows = new Map<string, ReadonlyMap<number, string>>()
  private readonly listeners = new Set<() => void>()

  /** The changed cells of a coordinate by the place of their role; the same object until one of them changes. */
  of(coordinate: string): ReadonlyMap<number, string> | undefined {
    return this.rows.get(coordinate)
  }

  set(coordinate: string, role: number, cell: string): void {
    this.rows.set(coordinate, new Map(this.rows.get(coordinate)).set(role, cell))
    for (const listener of this.listeners) listener()
  }

  /** Forgets everything: the rows are read anew. */
  clear(): void {
    this.rows.clear()
  }

  readonly listen = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }
}
