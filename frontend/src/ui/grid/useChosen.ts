import { useCallback, useState } from 'react'

/** Columns a person chose for a list and their order, kept on this device under `name`; they tell nothing about anybody. */
export function useChosen(name: string): [string, (columns: string) => void] {
  const key = `startrail.columns.${name}`
  const [columns, setColumns] = useState(() => read(key))
  const keep = useCallback(
    (next: string) => {
      setColumns(next)
      try {
        if (next) localStorage.setItem(key, next)
        else localStorage.removeItem(key)
      } catch {
        // Storage may be blocked; the choice then lasts as long as the page.
      }
    },
    [key],
  )
  return [columns, keep]
}

function read(key: string): string {
  try {
    return localStorage.getItem(key) ?? ''
  } catch {
    return ''
  }
}
