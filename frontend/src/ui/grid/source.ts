import { useMemo } from 'react'
import type { Failure } from '../../relay/failure'

/** Rows of a list, wherever they come from; the grid asks, the source answers when it can. */
export type PageSource<Row> = {
  /** Rows that can be reached now; `more` says the list is longer still. */
  total: number
  more: boolean
  /** False until the first answer; then `stale` while the rows shown still answer an earlier question. */
  ready: boolean
  stale: boolean
  failure: Failure | null
  /** The row at a place, undefined while it is not here. */
  row: (index: number) => Row | undefined
  /** Called with the first and last place on the screen, whenever these change. */
  need: (from: number, to: number) => void
  /** Brings the rows from one place to another (both included), for copying and for actions on many. */
  load: (from: number, to: number) => Promise<readonly Row[]>
  retry: () => void
}

/** A list that is in memory as a whole. */
export const arraySource = <Row>(rows: readonly Row[]): PageSource<Row> => ({
  total: rows.length,
  more: false,
  ready: true,
  stale: false,
  failure: null,
  row: (index) => rows[index],
  need: () => undefined,
  load: async (from, to) => rows.slice(from, to + 1),
  retry: () => undefined,
})

/** The same, made anew only when the list is another one. */
export const useArraySource = <Row>(rows: readonly Row[]): PageSource<Row> => useMemo(() => arraySource(rows), [rows])
