import { useCallback, useEffect, useRef, useState } from 'react'
import { type Fetcher, Pages } from './pages'
import type { PageSource } from './source'

/**
 * The rows of the opened groups of a list, each a paged list of its own; null for a group that is closed.
 *
 * A group is asked for when it comes into sight. Another `fetcherOf` is another question: all groups are fetched anew.
 */
export function useGroupPages<Row>(open: ReadonlySet<string>, fetcherOf: (key: string) => Fetcher<Row>) {
  const held = useRef(new Map<string, Held<Row>>())
  const [version, setVersion] = useState(0)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the rows of another question make room when it is answered
  useEffect(
    () => () => {
      for (const each of held.current.values()) {
        if (!each.now) continue
        each.before?.close()
        each.before = each.now
        each.now = undefined
      }
      setVersion((count) => count + 1)
    },
    [fetcherOf],
  )
  useEffect(() => {
    for (const [key, each] of held.current) {
      if (open.has(key)) continue
      close(each)
      held.current.delete(key)
    }
  }, [open])
  useEffect(() => {
    const pages = held.current
    return () => {
      for (const each of pages.values()) close(each)
      pages.clear()
    }
  }, [])
  const pagesOf = useCallback(
    (key: string): Pages<Row> => {
      const known = held.current.get(key)
      if (known?.now) return known.now
      const own: Held<Row> = known ?? { now: undefined, before: undefined }
      const made: Pages<Row> = new Pages(fetcherOf(key), () => {
        if (made.ready && own.now === made) {
          own.before?.close()
          own.before = undefined
        }
        setVersion((count) => count + 1)
      })
      own.now = made
      held.current.set(key, own)
      return made
    },
    [fetcherOf],
  )
  // biome-ignore lint/correctness/useExhaustiveDependencies: the version stands for what the pages hold
  return useCallback(
    (key: string): PageSource<Row> | null =>
      open.has(key) ? sourceOf(held.current.get(key), () => pagesOf(key)) : null,
    [open, pagesOf, version],
  )
}

/** The pages of a group, and those of the question before while these are not here. */
type Held<Row> = { now: Pages<Row> | undefined; before: Pages<Row> | undefined }

function close<Row>({ now, before }: Held<Row>): void {
  now?.close()
  before?.close()
}

const sourceOf = <Row>(held: Held<Row> | undefined, made: () => Pages<Row>): PageSource<Row> => ({
  total: held?.now?.total ?? 0,
  more: held?.now?.more ?? false,
  ready: held?.now?.ready ?? false,
  stale: held?.before !== undefined,
  failure: held?.now?.failure ?? null,
  row: (index) => held?.now?.row(index) ?? held?.before?.row(index),
  need: (from, to) => made().need(from, to),
  load: (from, to) => made().load(from, to),
  retry: () => made().again(),
})
