import { act, fireEvent, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { type ReactNode, useState } from 'react'
import { describe, expect, test, vi } from 'vitest'
import { show } from '../../testing/show'
import { Toasts } from '../Toasts'
import type { Column } from './columns'
import { DataGrid } from './DataGrid'
import type { Sort } from './GridHead'
import type { Layout } from './layout'
import { type Selection, useSelection } from './selection'
import { useArraySource } from './source'
import type { Save } from './useEdits'

type Person = { id: string; name: string; city: string; level: string; aum: string }
const people = (count: number): Person[] =>
  Array.from({ length: count }, (_, n) => ({
    id: `p${n}`,
    name: `Name ${n}`,
    city: `City ${n}`,
    level: 'C1',
    aum: String(n * 100),
  }))
const levels = [
  { value: 'C1', label: 'C1 Low' },
  { value: 'C5', label: 'C5 High' },
]
const closed = { level: 'NONE', rule: 'p, partner, Client.aum, none', grantedBy: ['Executive'] } as const
const columns: Column<Person>[] = [
  { id: 'name', title: 'Name', width: 160, cell: (p) => p.name, text: (p) => p.name, sortable: true },
  {
    id: 'city',
    title: 'City',
    width: 120,
    cell: (p) => <span>{p.city}</span>,
    text: (p) => p.city,
    sortable: true,
    edit: {
      kind: 'text',
      value: (p) => p.city,
      refuse: (p) => (p.id === 'p3' ? 'Only its owner may change it.' : null),
    },
  },
  {
    id: 'level',
    title: 'Level',
    width: 120,
    cell: (p) => <span>{p.level}</span>,
    text: (p) => levels.find(({ value }) => value === p.level)?.label ?? '',
    edit: { kind: 'choice', items: levels, value: (p) => p.level },
  },
  {
    id: 'aum',
    title: 'AUM',
    width: 120,
    end: true,
    cell: (p) => <span>{p.aum}</span>,
    text: (p) => p.aum,
    number: (p) => p.aum,
    closed: (p) => (p.id === 'p2' ? closed : null),
  },
]
const WithPerson = ({ row, children }: { row: Person; children: (data: Person) => ReactNode }) => children(row)

type Options = { count?: number; save?: Save; onOpen?: (row: Person) => void; onSort?: (sort: readonly Sort[]) => void }

function Book({ count = 40, save, onOpen, onSort }: Options) {
  const [rows, setRows] = useState(() => people(count))
  const [layout, setLayout] = useState<Layout>({ shown: columns.map(({ id }) => id), frozen: 1, widths: {} })
  const selection: Selection<Person> = useSelection()
  const store: Save = async (changes) => {
    const answers = save ? await save(changes) : changes.map(() => ({ ok: true }) as const)
    setRows((before) => {
      const rows = before.map((row) => ({ ...row }))
      changes.forEach(({ id, column, after }, n) => {
        const row = rows.find((each) => each.id === id)
        if (row && answers[n]?.ok) row[column as 'city'] = after
      })
      return rows
    })
    return answers
  }
  return (
    <>
      <DataGrid
        label="People"
        columns={columns}
        layout={layout}
        onLayout={setLayout}
        source={useArraySource(rows)}
        With={WithPerson}
        read={(row) => row}
        idOf={(row) => row.id}
        sort={[]}
        onSort={onSort ?? (() => undefined)}
        onOpen={onOpen ?? (() => undefined)}
        selection={selection}
        save={store}
        density="default"
        empty={<p>Nobody</p>}
      />
      <output aria-label="picked">{[...selection.rows.keys()].join(' ')}</output>
      <Toasts />
    </>
  )
}
const cell = (row: number, col: number) => {
  const found = document.querySelector<HTMLElement>(`[data-row="${row}"] [data-col="${col}"]`)
  if (!found) throw new Error(`no cell ${row}, ${col}`)
  return found
}
const focused = () => {
  const element = document.activeElement
  const row = element?.closest<HTMLElement>('[data-row]')?.dataset.row
  return `${row} ${element?.closest<HTMLElement>('[data-col]')?.dataset.col}`
}
function point(row: number, col: number) {
  fireEvent.pointerDown(cell(row, col), { button: 0, pointerType: 'mouse' })
  fireEvent.pointerUp(cell(row, col))
}
const clip = (text = '') => {
  const data: Record<string, string> = { 'text/plain': text }
  return {
    data,
    clipboardData: {
      getData: (type: string) => data[type] ?? '',
      setData: (type: string, value: string) => {
        data[type] = value
      },
    },
  }
}
const user = userEvent.setup()

/** Notes and dialogs are loaded when they are needed first. */
const LOADED = { timeout: 4_000 }

describe('the grid as a list', () => {
  test('tells how many rows and columns there are, and which are shown', async () => {
    await show(<Book count={5_000} />)
    const grid = screen.getByRole('grid', { name: 'People' })
    expect(grid.getAttribute('aria-rowcount')).toBe('5001')
    expect(grid.getAttribute('aria-colcount')).toBe('5')
    const rows = within(grid).getAllByRole('row')
    expect(rows.length).toBeLessThan(60)
    expect(rows[1]?.getAttribute('aria-rowindex')).toBe('2')
    expect(within(grid).getAllByRole('columnheader')[1]?.getAttribute('aria-colindex')).toBe('2')
  })
  test('has one tab stop, and keys move it over rows, columns and the header', async () => {
    await show(<Book />)
    expect(document.querySelectorAll('[role=grid] [tabindex="0"]')).toHaveLength(1)
    point(2, 1)
    await user.keyboard('{ArrowDown}{ArrowRight}')
    expect(focused()).toBe('3 2')
    await user.keyboard('{Control>}{Home}{/Control}')
    expect(focused()).toBe('0 0')
    await user.keyboard('{ArrowUp}{End}')
    expect(focused()).toBe('-1 3')
    await user.keyboard('{ArrowDown}{Control>}{ArrowDown}{/Control}')
    expect(focused()).toBe('39 3')
  })
  test('Enter on the name opens the record', async () => {
    const onOpen = vi.fn()
    await show(<Book onOpen={onOpen} />)
    point(4, 0)
    await user.keyboard('{Enter}')
    expect(onOpen.mock.calls[0]?.[0].id).toBe('p4')
  })
  test('a header sorts up, then is asked again; Shift adds another', async () => {
    const onSort = vi.fn()
    await show(<Book onSort={onSort} />)
    point(0, 0)
    await user.keyboard('{ArrowUp}{Enter}')
    expect(onSort).toHaveBeenLastCalledWith([{ id: 'name', descending: false }])
  })
  test('rows are picked by their boxes, with Shift all between', async () => {
    await show(<Book />)
    const box = (row: number) => document.querySelector<HTMLElement>(`[data-row="${row}"] [data-pick]`) as HTMLElement
    fireEvent.pointerDown(box(1), { button: 0 })
    await waitFor(() => expect(screen.getByLabelText('picked').textContent).toBe('p1'))
    fireEvent.pointerDown(box(3), { button: 0, shiftKey: true })
    await waitFor(() => expect(screen.getByLabelText('picked').textContent).toBe('p1 p2 p3'))
    expect(cell(2, 0).parentElement?.getAttribute('aria-selected')).toBe('true')
  })
  test('a selection is added up under the grid', async () => {
    await show(<Book />)
    point(3, 3)
    await user.keyboard('{Shift>}{ArrowDown}{ArrowDown}{/Shift}')
    expect(screen.getByText('3 cells')).toBeTruthy()
    expect(screen.getByText('1,200.00')).toBeTruthy()
  })
  test('a closed cell is a lock, and Enter says which rule closed it', async () => {
    await show(<Book />)
    expect(within(cell(2, 3)).getByText('No right')).toBeTruthy()
    point(2, 3)
    await user.keyboard('{Enter}')
    await screen.findByText('p, partner, Client.aum, none', undefined, LOADED)
    expect(cell(2, 3).getAttribute('aria-describedby')).toBeTruthy()
  })
  test('shows what there is to say when it is empty', async () => {
    await show(<Book count={0} />)
    expect(screen.getByText('Nobody')).toBeTruthy()
  })
})

describe('the grid as a sheet', () => {
  test('typing replaces a cell, Enter saves it and goes down, undo takes it back', async () => {
    const save = vi.fn<Save>(async (changes) => changes.map(() => ({ ok: true })))
    await show(<Book save={save} />)
    point(1, 1)
    await user.keyboard('Ningbo{Enter}')
    expect(focused()).toBe('2 1')
    expect(save).toHaveBeenCalledWith([{ id: 'p1', column: 'city', before: 'City 1', after: 'Ningbo' }])
    await waitFor(() => expect(cell(1, 1).textContent).toContain('Ningbo'))
    expect(await screen.findByText('Name 1: City is now “Ningbo”.')).toBeTruthy()
    await user.keyboard('{Control>}z{/Control}')
    await waitFor(() => expect(cell(1, 1).textContent).toContain('City 1'))
    await user.keyboard('{Control>}y{/Control}')
    await waitFor(() => expect(cell(1, 1).textContent).toContain('Ningbo'))
  })
  test('F2 edits what is there, Tab saves and goes right, Escape gives up', async () => {
    const save = vi.fn<Save>(async (changes) => changes.map(() => ({ ok: true })))
    await show(<Book save={save} />)
    point(1, 1)
    await user.keyboard('{F2}')
    expect((document.activeElement as HTMLInputElement).value).toBe('City 1')
    await user.keyboard('x{Escape}')
    expect(save).not.toHaveBeenCalled()
    await user.keyboard('{F2}{End}!{Tab}')
    expect(save.mock.calls[0]?.[0][0]?.after).toBe('City 1!')
    expect(focused()).toBe('1 2')
  })
  test('a choice is found by typing its beginning', async () => {
    const save = vi.fn<Save>(async (changes) => changes.map(() => ({ ok: true })))
    await show(<Book save={save} />)
    point(1, 2)
    await user.keyboard('c5')
    expect(screen.getByRole('option', { name: 'C5 High' })).toBeTruthy()
    await user.keyboard('{Enter}')
    expect(save.mock.calls[0]?.[0][0]).toMatchObject({ column: 'level', before: 'C1', after: 'C5' })
  })
  test('a value that does not fit keeps the field open and says why', async () => {
    await show(<Book />)
    point(1, 2)
    await user.keyboard('zzz{Enter}')
    expect(screen.getByText('Choose one of the list.')).toBeTruthy()
    expect((document.activeElement as HTMLInputElement).value).toBe('zzz')
  })
  test('a refused save keeps what was typed, says why, and tries again', async () => {
    const save = vi
      .fn<Save>()
      .mockResolvedValueOnce([{ ok: false, why: 'There is no such city.' }])
      .mockResolvedValue([{ ok: true }])
    await show(<Book save={save} />)
    point(1, 1)
    await user.keyboard('Atlantis{Enter}{ArrowUp}')
    await waitFor(() => expect(cell(1, 1).getAttribute('aria-invalid')).toBe('true'))
    expect(cell(1, 1).textContent).toContain('Atlantis')
    expect(screen.getByText('There is no such city.')).toBeTruthy()
    await user.click(screen.getByRole('button', { name: 'Try again' }))
    await waitFor(() => expect(cell(1, 1).getAttribute('aria-invalid')).toBeNull())
    expect(save).toHaveBeenCalledTimes(2)
  })
  test('a cell that may not be changed takes no typing and says why', async () => {
    const save = vi.fn<Save>()
    await show(<Book save={save} />)
    point(3, 1)
    expect(cell(3, 1).getAttribute('aria-readonly')).toBe('true')
    await user.keyboard('x')
    expect(screen.getByText('Only its owner may change it.')).toBeTruthy()
    expect(save).not.toHaveBeenCalled()
  })
  test('Enter and arrows that belong to pinyin move and save nothing', async () => {
    const save = vi.fn<Save>()
    await show(<Book save={save} />)
    point(1, 1)
    const field = document.activeElement as HTMLInputElement
    fireEvent.compositionStart(field)
    fireEvent.input(field, { target: { value: 'hang' } })
    fireEvent.keyDown(field, { key: 'Enter', isComposing: true })
    fireEvent.keyDown(field, { key: 'ArrowDown', keyCode: 229 })
    expect(document.activeElement).toBe(field)
    expect(field.value).toBe('hang')
    expect(save).not.toHaveBeenCalled()
  })
  test('cells from a spreadsheet go over the selection; locked and odd ones are left out and counted', async () => {
    const save = vi.fn<Save>(async (changes) => changes.map(() => ({ ok: true })))
    await show(<Book save={save} />)
    point(2, 1)
    await act(async () => {
      fireEvent.paste(document.activeElement as Element, clip('A\tC5 High\r\nB\tC5\r\nC\tnonsense\r\n'))
    })
    expect(await screen.findByText('4 cells changed by pasting (1 locked, 1 not understood).')).toBeTruthy()
    expect(save.mock.calls[0]?.[0].map(({ id, column, after }) => `${id} ${column} ${after}`)).toEqual([
      'p2 city A',
      'p2 level C5',
      'p3 level C5',
      'p4 city C',
    ])
    await waitFor(() => expect(cell(4, 2).getAttribute('aria-invalid')).toBe('true'))
    await user.click(screen.getByRole('button', { name: 'Undo' }))
    await waitFor(() => expect(save.mock.calls[1]?.[0]).toHaveLength(4))
  })
  test('a larger block is looked at before it is written, and can be declined', async () => {
    const save = vi.fn<Save>(async (changes) => changes.map(() => ({ ok: true })))
    await show(<Book save={save} />)
    point(0, 1)
    const block = Array.from({ length: 12 }, (_, n) => `Town ${n}\r\n`).join('')
    const paste = async () => act(async () => void fireEvent.paste(document.activeElement as Element, clip(block)))
    await paste()
    // One of the twelve is locked.
    const dialog = await screen.findByRole('dialog', { name: 'Paste 11 cells?' }, LOADED)
    expect(dialog.textContent).toContain('Town 11')
    expect(dialog.textContent).toContain('1 locked')
    await user.click(screen.getByRole('button', { name: 'Cancel' }))
    expect(save).not.toHaveBeenCalled()
    point(0, 1)
    await paste()
    await screen.findByRole('dialog', undefined, LOADED)
    await user.click(screen.getByRole('button', { name: 'Paste' }))
    await waitFor(() => expect(save.mock.calls[0]?.[0].map(({ after }) => after)).toContain('Town 11'))
  })
  test('a selection is copied with exact numbers and words, hidden values not at all', async () => {
    await show(<Book />)
    point(1, 2)
    await user.keyboard('{Shift>}{ArrowRight}{ArrowDown}{/Shift}')
    const clipboard = clip()
    fireEvent.copy(document.activeElement as Element, clipboard)
    expect(clipboard.data['text/plain']).toBe('C1 Low\t100\nC1 Low\t')
  })
  test('Delete empties the editable cells of a selection, Ctrl-D fills them from the first', async () => {
    const save = vi.fn<Save>(async (changes) => changes.map(() => ({ ok: true })))
    await show(<Book save={save} />)
    point(1, 1)
    await user.keyboard('{Shift>}{ArrowDown}{ArrowDown}{/Shift}{Control>}d{/Control}')
    await waitFor(() => expect(save.mock.calls[0]?.[0].map(({ id, after }) => `${id} ${after}`)).toEqual(['p2 City 1']))
    await user.keyboard('{Delete}')
    await waitFor(() => expect(save.mock.calls[1]?.[0].map(({ after }) => after)).toEqual(['', '']))
  })
})
