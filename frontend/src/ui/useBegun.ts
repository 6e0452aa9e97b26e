import { useState } from 'react'

/**
 * Which version of a configuration the next one is begun from, and its data read anew once another one is in force.
 *
 * `again` goes to the query as its options; `turn` counts how often it was asked anew.
 */
export function useBegun<Version>(onChanged?: () => void) {
  const [turn, setTurn] = useState(0)
  const [begun, begin] = useState<Version | null>(null)
  const read = () => setTurn((n) => n + 1)
  const changed = () => {
    read()
    onChanged?.()
  }
  return {
    begun,
    begin,
    turn,
    again: { fetchPolicy: turn ? 'network-only' : 'store-and-network', fetchKey: turn } as const,
    read,
    changed,
    published: () => {
      begin(null)
      changed()
    },
    close: () => begin(null),
  }
}
