import { plural } from '@lingui/core/macro'
import { useLingui } from '@lingui/react/macro'
import { type ClipboardEvent, type RefObject, useState } from 'react'
import { toast } from '../Toasts'
import type { Cells } from './cells'
import type { Column } from './columns'
import type { CellChange } from './history'
import { layDown, MOST_PASTED, type Pasted } from './paste'
import { cellsIn, type Range, rectOf } from './range'
import { readTsv, writeHtml, writeTsv } from './tsv'
import type { useEdits } from './useEdits'

/** Cells from which a paste asks before it writes. */
const ASK_FROM = 100

type Options<Row, Data> = {
  cells: RefObject<Cells<Row, Data>>
  edits: ReturnType<typeof useEdits<Data>>
  range: RefObject<Range>
  /** Whether a cell is open for typing; its field then has the clipboard to itself. */
  isOpen: () => boolean
}
type Waiting = { cells: number; run: () => void }

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

  const write = async (pasted: readonly Pasted[], beyond: number) => {
    const places = pasted.map((cell) => cell.row)
    const loaded = await cells.current.of.flat.load(Math.min(...places), Math.max(...places))
    const rows = new Map(loaded.map(({ index, row }) => [index, row]))
    const changes: CellChange[] = []
    let [locked, unread] = [0, 0]
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
        if (change) changes.push(change)
      } else {
        unread += 1
        const why = t`“${text}” does not fit this column.`
        edits.states.set(cells.current.of.idOf(row), column.id, { is: 'failed', text, value: null, why })
      }
    }
    const notes = [
      locked > 0 && t`${locked} locked`,
      unread > 0 && t`${unread} not understood`,
      beyond > 0 && t`${beyond} beyond the list`,
    ].filter(Boolean)
    await edits.change(changes, (done) => ({
      text: t`${plural(done, { one: '# cell changed by pasting', other: '# cells changed by pasting' })}`,
      notes: notes.join(t`, `),
    }))
  }
  const onPaste = (event: ClipboardEvent) => {
    const text = event.clipboardData.getData('text/plain')
    const { mayEdit, flat, columns } = cells.current.of
    if (isOpen() || !mayEdit || text === '') return
    event.preventDefault()
    const size = { rows: flat.total, cols: columns.length }
    const { cells: pasted, beyond } = layDown(readTsv(text), rectOf(range.current), size)
    if (pasted.length > MOST_PASTED) toast(t`Too many cells to paste at once; import the file instead.`, 'bad')
    else if (pasted.length < ASK_FROM) void write(pasted, beyond)
    else {
      const run = () => {
        setWaiting(null)
        void write(pasted, beyond)
      }
      setWaiting({ cells: pasted.length, run })
    }
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
