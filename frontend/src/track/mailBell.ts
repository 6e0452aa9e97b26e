import { useEffect } from 'react'

const listeners = new Set<() => void>()

/** Rings when something became of a mail here. */
export function mailSettled(): void {
  for (const listener of listeners) listener()
}

/** Runs `react` whenever something became of a mail here. */
export function useMailBell(react: () => void): void {
  useEffect(() => {
    listeners.add(react)
    return () => {
      listeners.delete(react)
    }
  }, [react])
}
