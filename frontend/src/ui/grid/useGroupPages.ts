import { useCallback, useEffect, useRef, useState } from 'react'
import { type Fetcher, Pages } from './pages'
import type { PageSource } from './source'

/**
 * The rows of the opened groups of a list, each a paged list of its own; null for a group that is closed.
 *
 * Another `fetcherOf` is another question: all groups are fetched anew.
 */
export function useGroupPages<Row>(open: ReadonlySet<string>, fetcherOf: (key: string) => Fetcher<Row>) {
  const held = useRef(new Map<string, Pages<Row>>())
  const [, setVersion] = useState(0)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another question lets go of all
  useEffect(() => {
    const pages = held.current
    return () => {
      for (const each of pages.values()) each.close()
      pages.clear()
    }
  }, [fetcherOf])
  useEffect(() => {
    const pages = held.current
    for (const [key, each] of pages) {
      if (open.has(key)) continue
      each.close()
      pages.delete(key)
    }
    for (const key of open)
      if (!pages.has(key)) pages.set(key, new Pages(fetcherOf(key), () => setVersion((count) => count + 1)))
    setVersion((count) => count + 1)
  }, [open, fetcherOf])
  return useCallback((key: string): PageSource<Row> | null => {
    const pages = held.current.get(key)
    return pages ? sourceOf(pages) : null
  }, [])
}

const sourceOf = <Row>(pages: Pages<Row>): PageSource<Row> => ({
  total: pages.total,
  more: pages.more,
  ready: pages.ready,
  stale: false,
  failure: pages.failure,
  row: (index) => pages.row(index),
  need: (from, to) => pages.need(from, to),
  load: (from, to) => pages.load(from, to),
  retry: () => pages.again(),
})
