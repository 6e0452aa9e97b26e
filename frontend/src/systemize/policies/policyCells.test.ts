import { expect, test } from 'vitest'
import { cellOf, fits, keepingExports, partsOf } from './policyCells'

test('a cell is read into its words', () => {
  expect(partsOf('firm:masked own:edit own:export')).toEqual({
    levels: { firm: 'masked', own: 'edit' },
    exports: { own: true },
  })
  expect(partsOf('')).toEqual({ levels: {}, exports: {} })
})

test('levels make the shortest cell', () => {
  expect(cellOf({ firm: 'view', team: 'view', own: 'edit' }, 'own')).toBe('firm:view own:edit own:export')
  expect(cellOf({ firm: 'none', team: 'none', own: 'none' }, null)).toBe('')
  expect(cellOf({ firm: 'view', own: 'none' }, null)).toBe('firm:view own:none')
})

test('a choice of a level leaves alone what is said of leaving', () => {
  expect(keepingExports('own:view', 'own:edit own:export')).toBe('own:view own:export')
  expect(keepingExports('', 'own:edit own:export')).toBe('')
  expect(keepingExports('own:view own:keep', 'own:export')).toBe('own:view own:keep')
})

test('what a row does not know does not fit', () => {
  const call = { relations: ['firm'], rights: ['view'] }
  expect(fits(call, 'firm:view')).toBe(true)
  expect(fits(call, '')).toBe(true)
  expect(fits(call, 'own:view')).toBe(false)
  expect(fits(call, 'firm:edit')).toBe(false)
})
