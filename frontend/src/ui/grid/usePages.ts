import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { type Fetcher, Pages } from './pages'
import type { PageSource } from './source'

/**
 * Rows of a paged list as a source for the grid. Another `fetcher` is another question.
 *
 * While a changed question is being answered the rows of the last one stay, and `stale` is true.
 */
export function usePages<Row>(fetcher: Fetcher<Row>): PageSource<Row> {
  const [shown, setShown] = useState<{ pages: Pages<Row>; of: Fetcher<Row> } | null>(null)
  const [asked, setAsked] = useState<Pages<Row> | null>(null)
  const [version, setVersion] = useState(0)
  const [attempt, setAttempt] = useState(0)
  const held = useRef<Pages<Row> | null>(null)

  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt asks anew
  useEffect(() => {
    const pages: Pages<Row> = new Pages(fetcher, () => {
      if (pages.ready && held.current !== pages) {
        held.current?.close()
        held.current = pages
        setShown({ pages, of: fetcher })
      }
      setVersion((count) => count + 1)
    })
    setAsked(pages)
    return () => {
      if (held.current !== pages) pages.close()
    }
  }, [fetcher, attempt])
  useEffect(
    () => () => {
      held.current?.close()
      held.current = null
    },
    [],
  )

  const pages = shown?.pages
  const row = useCallback((index: number) => pages?.row(index), [pages])
  const need = useCallback((from: number, to: number) => pages?.need(from, to), [pages])
  const load = useCallback(async (from: number, to: number) => (await pages?.load(from, to)) ?? [], [pages])
  const retry = useCallback(() => {
    if (asked?.ready) asked.again()
    else setAttempt((count) => count + 1)
  }, [asked])
  // biome-ignore lint/correctness/useExhaustiveDependencies: the version stands for what the pages hold
  return useMemo(
    () => ({
      total: pages?.total ?? 0,
      more: pages?.more ?? false,
      ready: pages !== undefined,
      stale: shown !== null && shown.of !== fetcher,
      failure: asked?.failure ?? null,
      row,
      need,
      load,
      retry,
    }),
    [version, pages, shown, fetcher, asked, row, need, load, retry],
  )
}
