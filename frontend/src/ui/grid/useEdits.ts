import { useLingui } from '@lingui/react/macro'
import { useCallback, useEffect, useRef, useState } from 'react'
import { toast } from '../Toasts'
import { CellStates } from './cellStates'
import type { Column } from './columns'
import { type CellChange, History } from './history'

export type Saved = { ok: true } | { ok: false; why: string }

/** Sends changed cells on; answers for each in the same order. Values are raw texts, '' is none. */
export type Save = (changes: readonly CellChange[]) => Promise<readonly Saved[]>

/** How long a saved cell shows its tick, in milliseconds. */
const TICK = 1_400

/** What a refused value is shown as: words of a choice, else the value itself. */
export function wordsOf<Data>(
  column: Column<Data> | undefined,
  value: string,
  flags: readonly [string, string],
): string {
  const edit = column?.edit
  if (edit?.kind === 'boolean') return value === 'yes' ? flags[0] : value === 'no' ? flags[1] : value
  return edit?.items?.find((item) => item.value === value)?.label ?? value
}

/** What to tell of a change; '' tells nothing. `notes` name what was left out. */
type Told = { text: string; notes?: string }

/** Saves changed cells, shows on each how it went, and takes them back. */
export function useEdits<Data>(columns: readonly Column<Data>[], save: Save | undefined) {
  const { t } = useLingui()
  const [states] = useState(() => new CellStates())
  const [history] = useState(() => new History())
  const latest = useRef({ columns, save })
  useEffect(() => {
    latest.current = { columns, save }
  })

  // What was typed and has not reached the server is lost with the page; the browser asks then.
  useEffect(() => {
    const stay = (event: BeforeUnloadEvent) => {
      if (states.pending) event.preventDefault()
    }
    window.addEventListener('beforeunload', stay)
    return () => window.removeEventListener('beforeunload', stay)
  }, [states])

  const words = useCallback(
    (column: string, value: string) =>
      wordsOf(
        latest.current.columns.find(({ id }) => id === column),
        value,
        [t`Yes`, t`No`],
      ),
    [t],
  )

  const apply = useCallback(
    async (changes: readonly CellChange[], remember: boolean) => {
      const { save: send } = latest.current
      if (!send || changes.length === 0) return 0
      for (const { id, column, after } of changes) states.set(id, column, { is: 'saving', text: words(column, after) })
      const answers = await send(changes).catch(() => null)
      const done = changes.filter(({ id, column, after }, n) => {
        const answer = answers?.[n]
        if (answer?.ok) {
          states.set(id, column, { is: 'saved' })
          setTimeout(() => states.rowOf(id).get(column)?.is === 'saved' && states.set(id, column, null), TICK)
          return true
        }
        const why = answer ? answer.why : t`It could not be saved. What you typed stays here.`
        states.set(id, column, { is: 'failed', text: words(column, after), value: after, why })
        return false
      })
      if (remember) history.add(done)
      return done.length
    },
    [states, history, words, t],
  )

  const undo = useCallback(async () => {
    const step = history.undo()
    if (!step) return toast(t`Nothing to undo.`, { key: 'grid' })
    const done = await apply(step, false)
    if (done > 0) toast(t`Undone.`, { key: 'grid' })
  }, [history, apply, t])
  const redo = useCallback(async () => {
    const step = history.redo()
    if (!step) return toast(t`Nothing to redo.`, { key: 'grid' })
    const done = await apply(step, false)
    if (done > 0) toast(t`Done again.`, { key: 'grid' })
  }, [history, apply, t])

  /** Saves and tells, with a way back; `told` words what was done to that many cells. */
  const change = useCallback(
    async (changes: readonly CellChange[], told: (done: number) => Told) => {
      const done = await apply(changes, true)
      const { text, notes } = told(done)
      if (!text) return
      const whole = notes ? t`${text} (${notes}).` : t`${text}.`
      const action = { label: t`Undo`, run: () => void undo() }
      if (done > 0) toast(whole, { key: 'grid', action })
      else toast(whole, { key: 'grid', tone: 'bad' })
    },
    [apply, undo, t],
  )

  /** Forgets a refused value; the cell shows again what is stored. */
  const discard = useCallback((id: string, column: string) => states.set(id, column, null), [states])
  return { states, change, undo, redo, discard, words }
}
