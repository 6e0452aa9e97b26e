import { useCallback, useState } from 'react'

const DEEPEST = 100
/** Milliseconds within which changes of the same thing, as letters being typed, are one step. */
const ONE_STEP = 800

type Line<Value> = { past: readonly Value[]; now: Value; ahead: readonly Value[]; at: number }
export type Undo<Value> = {
  value: Value
  set: (next: Value) => void
  /** As `set`, but what follows at once, as the next letter, is the same step. */
  type: (next: Value) => void
  /** Starts anew: what was before is forgotten. */
  reset: (value: Value) => void
  undo: (() => void) | null
  redo: (() => void) | null
}

/** A value whose changes can be taken back and done again. */
export function useUndo<Value>(first: () => Value): Undo<Value> {
  const [line, setLine] = useState<Line<Value>>(() => ({ past: [], now: first(), ahead: [], at: 0 }))
  const set = useCallback((next: Value) => setLine((line) => after(line, next, 0)), [])
  const type = useCallback((next: Value) => {
    const at = performance.now()
    setLine((line) =>
      line.at > 0 && at - line.at < ONE_STEP ? { ...line, now: next, ahead: [], at } : after(line, next, at),
    )
  }, [])
  const reset = useCallback((value: Value) => setLine({ past: [], now: value, ahead: [], at: 0 }), [])
  return {
    value: line.now,
    set,
    type,
    reset,
    undo: step(line.past, () => setLine(back)),
    redo: step(line.ahead, () => setLine(forth)),
  }
}

const after = <Value>(line: Line<Value>, now: Value, at: number): Line<Value> => ({
  past: [...line.past.slice(1 - DEEPEST), line.now],
  now,
  ahead: [],
  at,
})

const step = (steps: readonly unknown[], go: () => void) => (steps.length > 0 ? go : null)

function back<Value>(line: Line<Value>): Line<Value> {
  const now = line.past.at(-1)
  if (now === undefined) return line
  return { past: line.past.slice(0, -1), now, ahead: [line.now, ...line.ahead], at: 0 }
}

function forth<Value>(line: Line<Value>): Line<Value> {
  const [now, ...ahead] = line.ahead
  return now === undefined ? line : { past: [...line.past, line.now], now, ahead, at: 0 }
}
