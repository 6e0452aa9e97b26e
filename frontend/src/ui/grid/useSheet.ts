import { useLingui } from '@lingui/react/macro'
import { type RefObject, useRef, useState } from 'react'
import type { Cells } from './cells'
import type { At, Step } from './range'
import type { Fault } from './typed'
import type { useEdits } from './useEdits'
import { useFaultWords } from './useFaultWords'

/** A cell open for typing; `first` is what its field begins with, null for the present value. */
export type Editing = { at: At; first: string | null; fault: Fault | null }

type Options<Row, Data> = {
  cells: RefObject<Cells<Row, Data>>
  edits: ReturnType<typeof useEdits<Data>>
  head: RefObject<At>
  goTo: (at: At) => void
  step: (step: Step) => void
}

/** Typing into the active cell: begin, take over, give up. */
export function useSheet<Row, Data>({ cells, edits, head, goTo, step }: Options<Row, Data>) {
  'use no memo'
  const { t } = useLingui()
  const faultWords = useFaultWords()
  const [editing, setEditing] = useState<Editing | null>(null)
  const draft = useRef('')
  // What is open is asked between renders too: a click elsewhere both takes over and moves on.
  const open = useRef<Editing | null>(null)
  const set = (next: Editing | null) => {
    open.current = next
    setEditing(next)
  }
  const stateAt = ({ row, col }: At) => {
    const id = cells.current.id(row)
    return id === null ? undefined : edits.states.rowOf(id).get(cells.current.column(col)?.id ?? '')
  }

  /** Opens a cell with a text, or with what is there; false where this person may not edit. */
  const start = (at: At, text: string | null): boolean => {
    if (cells.current.refusal(at.col, cells.current.data(at.row)) !== null) return false
    const state = stateAt(at)
    // A refused value is taken up again where it was left.
    const first = text ?? (state?.is === 'failed' ? state.text : null)
    draft.current = first ?? ''
    set({ at, first, fault: null })
    return true
  }
  const cancel = () => {
    set(null)
    goTo(head.current)
  }
  const changeOne = (at: At, value: string) => {
    const column = cells.current.column(at.col)
    const id = cells.current.id(at.row)
    const change = cells.current.change(at.row, at.col, value)
    if (!column || id === null) return
    // The same as stored: whatever was refused there before is given up.
    if (!change) return edits.discard(id, column.id)
    const name = cells.current.name(at.row)
    const words = edits.words(column.id, value) || '—'
    void edits.change([change], (done) => ({ text: done ? t`${name}: ${column.title} is now “${words}”` : '' }))
  }
  /** Takes over what was typed, or `value` when one was picked; a text that cannot be read keeps the field open. */
  const commit = (by: Step | null, value?: string) => {
    const now = open.current
    if (!now) return
    const read =
      value === undefined ? cells.current.readText(now.at.col, draft.current) : ({ ok: true, value } as const)
    if (!read.ok) return set({ ...now, first: draft.current, fault: read.why })
    set(null)
    changeOne(now.at, read.value)
    if (by) step(by)
    else goTo(head.current)
  }
  /** The person went elsewhere: what can be read is saved, what cannot stays on the cell as refused. */
  const leave = () => {
    const now = open.current
    if (!now) return
    set(null)
    const { col, row } = now.at
    const id = cells.current.id(row)
    const column = cells.current.column(col)
    const read = cells.current.readText(col, draft.current)
    if (read.ok) changeOne(now.at, read.value)
    else if (id !== null && column) {
      edits.states.set(id, column.id, { is: 'failed', text: draft.current, value: null, why: faultWords(read.why) })
    }
  }
  const type = (text: string) => {
    draft.current = text
  }
  const retry = (at: At) => {
    const state = stateAt(at)
    if (state?.is === 'failed' && state.value !== null) changeOne(at, state.value)
    else start(at, null)
  }
  const discard = (at: At) => {
    const id = cells.current.id(at.row)
    const column = cells.current.column(at.col)
    if (id !== null && column) edits.discard(id, column.id)
    goTo(at)
  }
  return { editing, open, start, type, commit, cancel, leave, retry, discard }
}
