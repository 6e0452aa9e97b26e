import { useRouterState } from '@tanstack/react-router'
import { useMemo } from 'react'
import type { Memory } from './DataGrid'

const places = new Map<string, Memory>()
const MOST = 50

/** Where the reader was in a list, by the entry of the browser's history: going back finds the same place again. */
export function useMemory() {
  const entry = useRouterState({ select: (state) => state.location.state.__TSR_key ?? '' })
  return useMemo(
    () => ({
      load: () => places.get(entry),
      keep: (memory: Memory) => {
        places.delete(entry)
        places.set(entry, memory)
        const [oldest] = places.keys()
        if (places.size > MOST && oldest !== undefined) places.delete(oldest)
      },
    }),
    [entry],
  )
}
