import { plural } from '@lingui/core/macro'
import { useLingui } from '@lingui/react/macro'
import { type ClipboardEvent, type RefObject, useState } from 'react'
import type { Reviewed } from '../ReviewDialog'
import { toast } from '../Toasts'
import type { Cells } from './cells'
import type { Column } from './columns'
import type { CellChange } from './history'
import { layDown, MOST_PASTED, type Pasted } from './paste'
import { cellsIn, type Range, rectOf } from './range'
import { readTsv, writeHtml, writeTsv } from './tsv'
import type { useEdits } from './useEdits'

/** Cells from which a paste shows what changes before it writes, and of how many it shows that. */
const ASK_FROM = 10
const SHOWN = 200

type Options<Row, Data> = {
  cells: RefObject<Cells<Row, Data>>
  edits: ReturnType<typeof useEdits<Data>>
  range: RefObject<Range>
  /** Whether a cell is open for typing; its field then has the clipboard to itself. */
  isOpen: () => boolean
}
/** A paste to be looked at: the first of its `cells` changes in words, what is left out, and how to write it. */
export type Waiting = { cells: number; differences: readonly Reviewed[]; notes: string; run: () => Promise<void> }
type Unread = { id: string; column: string; text: string }

/** The selection as a block of cells: copy, cut, paste, empty, fill down. */
export function useClipboard<Row, Data>({ cells, edits, range, isOpen }: Options<Row, Data>) {
  'use no memo'
  const { t } = useLingui()
  const [waiting, setWaiting] = useState<Waiting | null>(null)

  /** Cells of the selection this person may edit, row by row. */
  const editable = async () => {
    const { top, bottom, left, right } = rectOf(range.current)
    const rows = await cells.current.of.flat.load(Math.max(0, top), bottom)
    return rows.flatMap(({ index, row }) => {
      const data = cells.current.of.read(row)
      const cols = Array.from({ length: right - left + 1 }, (_, n) => left + n)
      return cols.filter((col) => cells.current.refusal(col, data) === null).map((col) => ({ index, row, col }))
    })
  }
  const clear = async () => {
    const changes = (await editable()).flatMap(({ row, col }) => {
      const change = cells.current.column(col)?.edit?.required ? null : cells.current.changeOf(row, col, '')
      return change ? [change] : []
    })
    if (changes.length === 0) return
    await edits.change(changes, (done) => ({
      text: t`${plural(done, { one: '# cell emptied', other: '# cells emptied' })}`,
    }))
  }
  const fill = async () => {
    const { top, bottom } = rectOf(range.current)
    const first = cells.current.data(top)
    if (first === undefined || top === bottom) return
    const changes = (await editable()).flatMap(({ index, row, col }) => {
      const value = cells.current.column(col)?.edit?.value(first) ?? ''
      const change = index > top ? cells.current.changeOf(row, col, value) : null
      return change ? [change] : []
    })
    if (changes.length === 0) return
    await edits.change(changes, (done) => ({
      text: t`${plural(done, { one: '# cell filled', other: '# cells filled' })}`,
    }))
  }

  /** What a pasted block would change, what of it could not be read, and words for what is left out. */
  const prepare = async (pasted: readonly Pasted[], beyond: number) => {
    const places = pasted.map((cell) => cell.row)
    const loaded = await cells.current.of.flat.load(Math.min(...places), Math.max(...places))
    const rows = new Map(loaded.map(({ index, row }) => [index, row]))
    const changes: CellChange[] = []
    const differences: Reviewed[] = []
    const unread: Unread[] = []
    let locked = 0
    for (const { row: index, col, text } of pasted) {
      const row = rows.get(index)
      const column = cells.current.column(col)
      if (row === undefined || !column || cells.current.refusal(col, cells.current.of.read(row)) !== null) {
        locked += 1
        continue
      }
      const read = cells.current.readText(col, text)
      if (read.ok) {
        const change = cells.current.changeOf(row, col, read.value)
        if (!change) continue
        changes.push(change)
        if (differences.length < SHOWN) {
          const [before, after] = [edits.words(column.id, change.before), edits.words(column.id, change.after)]
          differences.push({ group: cells.current.name(index), label: column.title, before, after })
        }
      } else unread.push({ id: cells.current.of.idOf(row), column: column.id, text })
    }
    const notes = [
      locked > 0 && t`${locked} locked`,
      unread.length > 0 && t`${unread.length} not understood`,
      beyond > 0 && t`${beyond} beyond the list`,
    ].filter(Boolean)
    return { changes, differences, unread, notes: notes.join(t`, `) }
  }
  const write = async (pasted: readonly Pasted[], beyond: number) => {
    const { changes, differences, unread, notes } = await prepare(pasted, beyond)
    const run = async () => {
      setWaiting(null)
      for (const { id, column, text } of unread) {
        const why = t`“${text}” does not fit this column.`
        edits.states.set(id, column, { is: 'failed', text, value: null, why })
      }
      await edits.change(changes, (done) => ({
        text: t`${plural(done, { one: '# cell changed by pasting', other: '# cells changed by pasting' })}`,
        notes,
      }))
    }
    if (changes.length < ASK_FROM) await run()
    else setWaiting({ cells: changes.length, differences, notes, run })
  }
  const onPaste = (event: ClipboardEvent) => {
    const text = event.clipboardData.getData('text/plain')
    const { mayEdit, flat, columns } = cells.current.of
    if (isOpen() || !mayEdit || text === '') return
    event.preventDefault()
    const size = { rows: flat.total, cols: columns.length }
    const { cells: pasted, beyond } = layDown(readTsv(text), rectOf(range.current), size)
    if (pasted.length > MOST_PASTED) toast(t`Too many cells to paste at once; import the file instead.`, 'bad')
    else void write(pasted, beyond)
  }

  /** Puts the selection on the clipboard; false when it is too large. */
  const copy = (event: ClipboardEvent): boolean => {
    event.preventDefault()
    const rect = rectOf(range.current)
    if (cellsIn(rect) > MOST_PASTED) {
      toast(t`Too many cells to copy at once; export the list instead.`, 'bad')
      return false
    }
    const { flat, columns, read } = cells.current.of
    const chosen = columns.slice(rect.left, rect.right + 1)
    const places = Array.from({ length: rect.bottom - rect.top + 1 }, (_, n) => flat.at(Math.max(0, rect.top) + n))
    const rows = places.flatMap((place) => (place.is === 'row' ? [place.row] : []))
    if (rows.includes(undefined)) {
      void copyLater(rect.top, rect.bottom, chosen)
      return true
    }
    const lines = rows.map((row) => lineOf(chosen, read(row as Row)))
    const numbers = chosen.map((column) => column.number !== undefined)
    event.clipboardData.setData('text/plain', writeTsv(lines))
    event.clipboardData.setData('text/html', writeHtml(lines, numbers))
    if (lines.length > 1) toast(t`${lines.length} rows copied.`, { key: 'grid' })
    return true
  }
  const lineOf = (chosen: readonly Column<Data>[], data: Data) =>
    chosen.map((column) => cells.current.copied(column, data))
  /** Rows that are not here yet must be fetched first, after which only the asynchronous clipboard is left. */
  const copyLater = async (top: number, bottom: number, chosen: readonly Column<Data>[]) => {
    const rows = await cells.current.of.flat.load(Math.max(0, top), bottom)
    const lines = rows.map(({ row }) => lineOf(chosen, cells.current.of.read(row)))
    try {
      await navigator.clipboard.writeText(writeTsv(lines))
      toast(t`${lines.length} rows copied.`, { key: 'grid' })
    } catch {
      toast(t`The browser did not allow copying. Select fewer rows and try again.`, 'bad')
    }
  }
  return {
    waiting,
    forget: () => setWaiting(null),
    clear,
    fill,
    onPaste,
    onCopy: (event: ClipboardEvent) => {
      if (!isOpen()) copy(event)
    },
    onCut: (event: ClipboardEvent) => {
      if (!isOpen() && copy(event) && cells.current.of.mayEdit) void clear()
    },
  }
}
