import type { Failure } from '../../relay/failure'

type Sink<Answer> = { next: (answer: Answer) => void; error: (failure: Failure) => void }
/** Asks once; the stop it returns also lets go of what the answer holds in memory. */
export type Ask<Answer> = (sink: Sink<Answer>) => () => void

export type Anchors = {
  /** A cursor before each page, null for the first. */
  anchors: readonly (string | null)[]
  total: number
  /** The list is longer than `total` says. */
  more: boolean
}
export type PageOf<Row> = { rows: readonly Row[]; end: string | null; hasNext: boolean }

/** What stands behind a paged list: a keyset connection with anchors. */
export type Fetcher<Row> = {
  anchors: (size: number) => Ask<Anchors>
  page: (after: string | null, first: number) => Ask<PageOf<Row>>
}

type Entry<Row> = { rows?: readonly Row[]; end?: string | null; stop: () => void }

/** Rows of a page, pages kept in memory, and questions under way at once. */
export const PAGE = 100
const KEPT = 12
const AT_ONCE = 3

/**
 * Random access over a keyset connection: one anchor for each page, the pages last seen kept.
 *
 * Pages are fetched whole, one ahead. Dragging the scrollbar over hundreds of pages asks only for those it rests on: at
 * most three questions are under way, and when one is answered the next goes to where the reader is then. Behind the
 * last anchor of a longer list the reader goes on page by page.
 */
export class Pages<Row> {
  total = 0
  more = false
  failure: Failure | null = null
  private anchors: (string | null)[] | null = null
  private entries = new Map<number, Entry<Row>>()
  private window: [number, number] = [0, 0]
  private waiting = new Set<() => void>()
  private stopAnchors: () => void
  private closed = false
  private readonly fetcher: Fetcher<Row>
  private readonly changed: () => void

  constructor(fetcher: Fetcher<Row>, changed: () => void) {
    this.fetcher = fetcher
    this.changed = changed
    this.stopAnchors = fetcher.anchors(PAGE)({
      next: ({ anchors, total, more }) => {
        this.anchors = [...anchors]
        this.more = more
        this.total = more ? Math.max(anchors.length * PAGE, 1) : total
        this.tell()
      },
      error: (failure) => this.fail(failure),
    })
    this.fetch(0, null)
  }

  /** Both the size of the list and its first page are here. */
  get ready(): boolean {
    return this.anchors !== null && this.entries.get(0)?.rows !== undefined
  }

  row(index: number): Row | undefined {
    return this.entries.get(Math.floor(index / PAGE))?.rows?.[index % PAGE]
  }

  need(from: number, to: number): void {
    this.window = [Math.floor(from / PAGE), Math.floor((to + PAGE / 2) / PAGE)]
    this.fill()
  }

  async load(from: number, to: number): Promise<readonly Row[]> {
    if (!this.anchors) await this.sized()
    const last = Math.min(to, this.total - 1)
    const rows: Row[] = []
    for (let page = Math.floor(from / PAGE); page <= Math.floor(last / PAGE) && !this.closed; page++) {
      const known = this.entries.get(page)?.rows ?? (await this.fetchAlone(page))
      if (!known) break
      rows.push(...known.slice(Math.max(0, from - page * PAGE), last - page * PAGE + 1))
    }
    return rows
  }

  /** Until it is known how long the list is, or that this cannot be known. */
  private sized(): Promise<void> {
    return new Promise((resolve) => {
      const look = () => {
        if (!this.anchors && !this.failure && !this.closed) return
        this.waiting.delete(look)
        resolve()
      }
      this.waiting.add(look)
      look()
    })
  }

  /** Asks again for what failed. */
  again(): void {
    this.failure = null
    this.fill()
    this.tell()
  }

  close(): void {
    this.closed = true
    this.stopAnchors()
    for (const entry of this.entries.values()) entry.stop()
    this.entries.clear()
    this.tell()
  }

  private get asking(): number {
    return [...this.entries.values()].filter((entry) => !entry.rows).length
  }

  /** Asks for what the window lacks, nearest first, as far as questions are free. */
  private fill(): void {
    if (!this.anchors || this.closed) return
    const last = Math.min(this.window[1], this.anchors.length - 1)
    for (let page = this.window[0]; page <= last; page++) {
      const hit = this.entries.get(page)
      if (hit) {
        // Seen last, dropped last.
        this.entries.delete(page)
        this.entries.set(page, hit)
      } else if (this.asking < AT_ONCE) this.fetch(page, this.anchors[page] ?? null)
    }
    this.dropOldest()
  }

  private dropOldest(): void {
    for (const [page, entry] of this.entries) {
      if (this.entries.size <= KEPT) return
      if (page >= this.window[0] && page <= this.window[1]) continue
      entry.stop()
      this.entries.delete(page)
    }
  }

  private fetch(page: number, after: string | null): void {
    const entry: Entry<Row> = { stop: () => undefined }
    this.entries.set(page, entry)
    const stop = this.fetcher.page(
      after,
      PAGE,
    )({
      next: ({ rows, end, hasNext }) => {
        entry.rows = rows
        entry.end = end
        this.reach(page, end, hasNext)
        this.tell()
        this.fill()
      },
      error: (failure) => {
        this.entries.delete(page)
        this.fail(failure)
      },
    })
    entry.stop = stop
  }

  /** Behind the last anchor each page shows the way to the next. */
  private reach(page: number, end: string | null, hasNext: boolean): void {
    if (!this.more || !this.anchors || page !== this.anchors.length - 1 || !end) return
    if (hasNext) this.anchors.push(end)
    else this.more = false
    const known = this.entries.get(page)?.rows?.length ?? 0
    this.total = hasNext ? this.anchors.length * PAGE : page * PAGE + known
  }

  private fetchAlone(page: number): Promise<readonly Row[] | undefined> {
    if (!this.entries.has(page)) this.fetch(page, this.anchors?.[page] ?? null)
    return new Promise((resolve) => {
      const look = () => {
        const entry = this.entries.get(page)
        if (entry && !entry.rows && !this.closed) return
        this.waiting.delete(look)
        resolve(entry?.rows)
      }
      this.waiting.add(look)
      look()
    })
  }

  private fail(failure: Failure): void {
    this.failure = failure
    this.tell()
  }

  private tell(): void {
    if (!this.closed) this.changed()
    for (const look of [...this.waiting]) look()
  }
}
