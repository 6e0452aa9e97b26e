const enders = new Set<() => void>()

/** Called by the network layer when the server no longer knows this session. */
export function endSession(): void {
  for (const end of enders) end()
}

/** Runs `end` when the session is over; returns the stop. */
export function onSessionEnd(end: () => void): () => void {
  enders.add(end)
  return () => enders.delete(end)
}
