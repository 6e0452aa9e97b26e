import { useEffect } from 'react'

const listeners = new Set<() => void>()

/** Rings when a task of the viewer was added or changed anywhere. */
export function taskArrived(): void {
  for (const listener of listeners) listener()
}

/** Runs `react` whenever a task of the viewer was added or changed. */
export function useTaskBell(react: () => void): void {
  useEffect(() => {
    listeners.add(react)
    return () => {
      listeners.delete(react)
    }
  }, [react])
}
