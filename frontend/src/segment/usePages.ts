import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { fetchQuery, useRelayEnvironment } from 'react-relay'
import { createOperationDescriptor, type Disposable, getRequest, graphql } from 'relay-runtime'
import type { usePagesAnchorsQuery } from '../__generated__/usePagesAnchorsQuery.graphql'
import type { usePagesPageQuery, usePagesPageQuery$data } from '../__generated__/usePagesPageQuery.graphql'
import { asFailure, type Failure } from '../relay/failure'

/** Rows fetched at once, and how many such pages stay in memory. */
export const PAGE = 100
const KEPT = 12

const pageDocument = graphql`
  query usePagesPageQuery($filter: ClientFilter, $orderBy: [ClientOrder!], $search: String, $first: Int!, $after: String) {
    clients(filter: $filter, orderBy: $orderBy, search: $search, first: $first, after: $after) {
      nodes {
        id
        ...ClientCells_client
        ...ClientCard_client
      }
    }
  }
`
const anchorsDocument = graphql`
  query usePagesAnchorsQuery($filter: ClientFilter, $orderBy: [ClientOrder!], $search: String, $size: Int!) {
    clients(filter: $filter, orderBy: $orderBy, search: $search, first: 1) {
      totalCount
      hasMoreThanCount
      pageAnchors(size: $size)
    }
  }
`

export type ClientNode = usePagesPageQuery$data['clients']['nodes'][number]
export type Question = Omit<usePagesAnchorsQuery['variables'], 'size'>
type Entry = { rows?: readonly ClientNode[]; retained?: Disposable; stop?: () => void }
type Found = { key: string; anchors: readonly (string | null)[]; total: number; more: boolean }

/**
 * Random access over a keyset connection: one anchor cursor for each page, a small LRU of retained pages.
 *
 * `total` is the number of reachable rows; `more` says the list is longer still. While a changed question is being
 * answered the rows of the last one stay, and `stale` is true. `need` fetches by whole pages, one ahead.
 */
export function usePages(question: Question) {
  const environment = useRelayEnvironment()
  const key = JSON.stringify(question)
  const [found, setFound] = useState<Found | null>(null)
  const [failure, setFailure] = useState<Failure | null>(null)
  const [attempt, setAttempt] = useState(0)
  const [, redraw] = useState(0)
  const pages = useRef(new Map<number, Entry>())
  const asked = useRef(question)
  useEffect(() => {
    asked.current = question
  })

  const drop = useCallback(() => {
    for (const page of pages.current.values()) {
      page.retained?.dispose()
      page.stop?.()
    }
    pages.current.clear()
  }, [])

  const load = useCallback(
    (index: number, anchor: string | null, onRows?: () => void) => {
      const entry: Entry = {}
      const variables = { ...asked.current, first: PAGE, after: anchor }
      entry.retained = environment.retain(createOperationDescriptor(getRequest(pageDocument), variables))
      const subscription = fetchQuery<usePagesPageQuery>(environment, pageDocument, variables).subscribe({
        next: (data) => {
          entry.rows = data.clients.nodes
          onRows?.()
          redraw((count) => count + 1)
        },
        error: (error: Error) => {
          pages.current.delete(index)
          entry.retained?.dispose()
          setFailure(asFailure(error))
        },
      })
      entry.stop = () => subscription.unsubscribe()
      return entry
    },
    [environment],
  )

  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for the question; attempt asks anew
  useEffect(() => {
    let first: Entry | undefined
    let answer: Found | undefined
    setFailure(null)
    // Rows of the previous question stay on the screen until both answers of the new one are there.
    const settle = () => {
      if (!answer || !first?.rows) return
      drop()
      pages.current.set(0, first)
      setFound(answer)
    }
    const anchors = fetchQuery<usePagesAnchorsQuery>(environment, anchorsDocument, {
      ...question,
      size: PAGE,
    }).subscribe({
      next: ({ clients }) => {
        const reach = clients.hasMoreThanCount ? Math.max(clients.pageAnchors.length * PAGE, 1) : clients.totalCount
        const cursors = clients.pageAnchors.map((anchor) => anchor ?? null)
        answer = { key, anchors: cursors, total: reach, more: clients.hasMoreThanCount }
        settle()
      },
      error: (error: Error) => setFailure(asFailure(error)),
    })
    first = load(0, null, settle)
    return () => {
      anchors.unsubscribe()
      if (!pages.current.has(0) || pages.current.get(0) !== first) {
        first?.stop?.()
        first?.retained?.dispose()
      }
    }
  }, [environment, key, attempt, drop, load])
  useEffect(() => drop, [drop])

  const anchors = found?.key === key ? found.anchors : null
  const need = useCallback(
    (from: number, to: number) => {
      if (!anchors) return
      const last = Math.min(Math.floor((to + PAGE / 2) / PAGE), anchors.length - 1)
      for (let index = Math.floor(from / PAGE); index <= last; index++) {
        const hit = pages.current.get(index)
        pages.current.delete(index)
        pages.current.set(index, hit ?? load(index, anchors[index] ?? null))
        const [oldest] = pages.current.keys()
        if (pages.current.size <= KEPT || oldest === undefined) continue
        const gone = pages.current.get(oldest)
        gone?.retained?.dispose()
        gone?.stop?.()
        pages.current.delete(oldest)
      }
    },
    [anchors, load],
  )
  const row = useCallback((index: number) => pages.current.get(Math.floor(index / PAGE))?.rows?.[index % PAGE], [])
  const retry = useCallback(() => setAttempt((count) => count + 1), [])
  return useMemo(
    () => ({
      total: found?.total ?? 0,
      more: found?.more ?? false,
      ready: found !== null,
      stale: found !== null && found.key !== key,
      failure,
      row,
      need,
      retry,
    }),
    [found, key, failure, row, need, retry],
  )
}
