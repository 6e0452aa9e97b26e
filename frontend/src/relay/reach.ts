import { useSyncExternalStore } from 'react'

let reachable = true
const listeners = new Set<() => void>()

/** Tells the app whether the last exchange with the server got any answer. */
export function reportReachable(now: boolean): void {
  if (reachable === now) return
  reachable = now
  for (const listener of listeners) listener()
}

function listen(listener: () => void): () => void {
  listeners.add(listener)
  const offline = () => reportReachable(false)
  const online = () => reportReachable(true)
  window.addEventListener('offline', offline)
  window.addEventListener('online', online)
  return () => {
    listeners.delete(listener)
    window.removeEventListener('offline', offline)
    window.removeEventListener('online', online)
  }
}

/** True while the server answers, as far as we know. */
export const useReachable = () => useSyncExternalStore(listen, () => reachable)
