import { useCallback, useMemo, useState } from 'react'

/** Rows picked for an action on many, by identifier, in the order they were picked. */
export type Selection<Row> = {
  rows: ReadonlyMap<string, Row>
  set: (rows: readonly (readonly [id: string, row: Row])[], on: boolean) => void
  clear: () => void
}

/** Rows one action takes at most; more is a job for the server. */
export const MOST_PICKED = 500

/** Keeps which rows are picked. It outlives scrolling, sorting and filtering until it is cleared. */
export function useSelection<Row>(): Selection<Row> {
  const [rows, setRows] = useState<ReadonlyMap<string, Row>>(new Map())
  const set = useCallback<Selection<Row>['set']>((changed, on) => {
    setRows((before) => {
      const after = new Map(before)
      for (const [id, row] of changed) {
        if (!on) after.delete(id)
        else if (after.size < MOST_PICKED) after.set(id, row)
      }
      return after
    })
  }, [])
  const clear = useCallback(() => setRows(new Map()), [])
  return useMemo(() => ({ rows, set, clear }), [rows, set, clear])
}
