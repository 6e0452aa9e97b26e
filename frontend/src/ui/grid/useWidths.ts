import { useCallback, useState } from 'react'

export type Widths = Readonly<Record<string, number>>

/** Column widths a person chose for a list, kept on this device under `name`. They tell nothing about anybody. */
export function useWidths(name: string): [Widths, (widths: Widths) => void] {
  const key = `startrail.widths.${name}`
  const [widths, setWidths] = useState<Widths>(() => read(key))
  const keep = useCallback(
    (next: Widths) => {
      setWidths(next)
      try {
        localStorage.setItem(key, JSON.stringify(next))
      } catch {
        // Storage may be blocked; the widths then last as long as the page.
      }
    },
    [key],
  )
  return [widths, keep]
}

function read(key: string): Widths {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key) ?? '{}')
    if (typeof kept !== 'object' || kept === null) return {}
    return Object.fromEntries(Object.entries(kept).filter((pair): pair is [string, number] => Number.isFinite(pair[1])))
  } catch {
    return {}
  }
}
