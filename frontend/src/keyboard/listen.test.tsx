import { fireEvent, render } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { useCommands } from './commands'
import { listenToKeys } from './listen'

const open = vi.fn()
const clients = vi.fn()
const palette = vi.fn()

function Page() {
  useCommands(
    [
      { id: 'open', title: 'Open', keys: 'Enter', run: open },
      { id: 'clients', title: 'Clients', keys: 'g c', run: clients },
      { id: 'palette', title: 'Palette', keys: 'mod+k', run: palette },
    ],
    'Test',
  )
  return (
    <>
      <input aria-label="field" />
      <input aria-label="cell" data-ready />
      <button type="button">button</button>
    </>
  )
}

let stop: () => void
beforeEach(() => {
  vi.clearAllMocks()
  stop = listenToKeys()
})
afterEach(() => stop())

describe('shortcuts', () => {
  test('one key, a pair of keys, a chord', () => {
    render(<Page />)
    fireEvent.keyDown(document.body, { key: 'Enter' })
    fireEvent.keyDown(document.body, { key: 'g' })
    fireEvent.keyDown(document.body, { key: 'c' })
    fireEvent.keyDown(document.body, { key: 'k', ctrlKey: true })
    expect([open, clients, palette].map((fn) => fn.mock.calls.length)).toEqual([1, 1, 1])
  })
  test('do not fire while an input method composes pinyin', () => {
    const { getByLabelText } = render(<Page />)
    fireEvent.keyDown(document.body, { key: 'Enter', isComposing: true })
    fireEvent.keyDown(document.body, { key: 'Enter', keyCode: 229 })
    fireEvent.keyDown(getByLabelText('field'), { key: 'k', ctrlKey: true, isComposing: true })
    expect(open).not.toHaveBeenCalled()
    expect(palette).not.toHaveBeenCalled()
  })
  test('letters in a field belong to its text, chords do not', () => {
    const { getByLabelText } = render(<Page />)
    fireEvent.keyDown(getByLabelText('field'), { key: 'g' })
    fireEvent.keyDown(getByLabelText('field'), { key: 'c' })
    fireEvent.keyDown(getByLabelText('field'), { key: 'k', ctrlKey: true })
    expect(clients).not.toHaveBeenCalled()
    expect(palette).toHaveBeenCalledOnce()
  })
  test('on a grid’s cell that waits for typing, letters are its text and other keys are shortcuts', () => {
    const { getByLabelText } = render(<Page />)
    fireEvent.keyDown(getByLabelText('cell'), { key: 'g' })
    fireEvent.keyDown(getByLabelText('cell'), { key: 'c' })
    fireEvent.keyDown(getByLabelText('cell'), { key: 'Enter' })
    expect(clients).not.toHaveBeenCalled()
    expect(open).toHaveBeenCalledOnce()
  })
  test('Enter on a button presses the button', () => {
    const { getByRole } = render(<Page />)
    fireEvent.keyDown(getByRole('button'), { key: 'Enter' })
    expect(open).not.toHaveBeenCalled()
  })
  test('are gone with the page that owned them', () => {
    const { unmount } = render(<Page />)
    unmount()
    fireEvent.keyDown(document.body, { key: 'Enter' })
    expect(open).not.toHaveBeenCalled()
  })
})
