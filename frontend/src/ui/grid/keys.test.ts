import { describe, expect, test } from 'vitest'
import { intentOf, type Place, type Press } from './keys'

const press = (key: string, more: Partial<Press> = {}): Press => ({
  key,
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  altKey: false,
  isComposing: false,
  keyCode: 0,
  ...more,
})
const cell: Place = { header: false, name: false, ready: true, editable: true, closed: false }
const ask = (key: string, more: Partial<Press> = {}, place: Partial<Place> = {}) =>
  intentOf(press(key, more), { ...cell, ...place })

describe('keys of the grid', () => {
  test.each([
    ['ArrowDown', {}, { act: 'move', step: 'down', extend: false }],
    ['ArrowRight', { shiftKey: true }, { act: 'move', step: 'right', extend: true }],
    ['ArrowDown', { ctrlKey: true }, { act: 'move', step: 'bottom', extend: false }],
    ['ArrowUp', { metaKey: true, shiftKey: true }, { act: 'move', step: 'top', extend: true }],
    ['Home', {}, { act: 'move', step: 'rowStart', extend: false }],
    ['End', { ctrlKey: true }, { act: 'move', step: 'last', extend: false }],
    ['F2', {}, { act: 'edit' }],
    ['Enter', {}, { act: 'edit' }],
    ['Enter', { ctrlKey: true }, { act: 'open' }],
    [' ', {}, { act: 'peek' }],
    [' ', { shiftKey: true }, { act: 'pick' }],
    ['Delete', {}, { act: 'clear' }],
    ['Tab', { shiftKey: true }, { act: 'previous' }],
    ['z', { ctrlKey: true }, { act: 'undo' }],
    ['Z', { ctrlKey: true, shiftKey: true }, { act: 'redo' }],
    ['y', { metaKey: true }, { act: 'redo' }],
    ['d', { ctrlKey: true }, { act: 'fill' }],
    ['a', { ctrlKey: true }, { act: 'all' }],
  ] as const)('%s %o', (key, more, intent) => expect(ask(key, more)).toEqual(intent))

  test('a character on a cell that takes typing is the field’s own', () => expect(ask('j')).toBeNull())
  test('Enter on a name opens the record, and F2 edits it', () => {
    const name = { name: true, ready: false }
    expect(ask('Enter', {}, name)).toEqual({ act: 'open' })
    expect(ask('Enter', {}, { ...name, editable: false, closed: true })).toEqual({ act: 'open' })
    expect(ask('F2', {}, name)).toEqual({ act: 'edit' })
  })
  test('on a closed cell Enter, F2 and typing ask why', () => {
    const closed = { ready: false, editable: false, closed: true }
    for (const key of ['Enter', 'F2', 'x', '王']) expect(ask(key, {}, closed)).toEqual({ act: 'why' })
  })
  test('in the header Enter sorts, Alt and arrows move the column, typing does nothing', () => {
    const header = { header: true, ready: false, editable: false }
    expect(ask('Enter', {}, header)).toEqual({ act: 'sort' })
    expect(ask('ArrowLeft', { altKey: true }, header)).toEqual({ act: 'shift', by: -1 })
    expect(ask('Delete', {}, header)).toBeNull()
  })
  test('while an input method composes pinyin no key means anything', () => {
    for (const key of ['Enter', 'ArrowDown', 'Escape', 'Tab', ' ', 'Process']) {
      expect(ask(key, { isComposing: true })).toBeNull()
      expect(ask(key, { keyCode: 229 })).toBeNull()
    }
  })
})
