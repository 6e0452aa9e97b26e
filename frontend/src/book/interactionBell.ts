import { useEffect } from 'react'

const listeners = new Set<() => void>()

/** Rings when an interaction was written down here. */
export function interactionArrived(): void {
  for (const listener of listeners) listener()
}

/** Runs `react` whenever an interaction was written down here. */
export function useInteractionBell(react: () => void): void {
  useEffect(() => {
    listeners.add(react)
    return () => {
      listeners.delete(react)
    }
  }, [react])
}
