import { expect, test } from 'vitest'
import { frozenTo, type Layout, moved, NARROWEST, toggled, widened, widthOf } from './layout'

const layout: Layout = { shown: ['name', 'state', 'aum', 'owner'], frozen: 2, widths: {} }

test('columns move among each other, the first stays first', () => {
  expect(moved(layout, 'owner', 1).shown).toEqual(['name', 'owner', 'state', 'aum'])
  expect(moved(layout, 'state', 9).shown).toEqual(['name', 'aum', 'owner', 'state'])
  expect(moved(layout, 'aum', 0).shown).toEqual(['name', 'aum', 'state', 'owner'])
  expect(moved(layout, 'name', 2)).toBe(layout)
})
test('a hidden column leaves, a shown one comes last, the first cannot be hidden', () => {
  expect(toggled(layout, 'state', false)).toEqual({ shown: ['name', 'aum', 'owner'], frozen: 1, widths: {} })
  expect(toggled(layout, 'city', true).shown).toEqual(['name', 'state', 'aum', 'owner', 'city'])
  expect(toggled(layout, 'name', false)).toBe(layout)
})
test('freezing up to a column, and a second time lets it go', () => {
  expect(frozenTo(layout, 'aum').frozen).toBe(3)
  expect(frozenTo(layout, 'state').frozen).toBe(1)
})
test('a column is as wide as chosen, else as declared, and never too narrow to be pulled again', () => {
  expect(widthOf(layout, { id: 'aum', width: 140 })).toBe(140)
  expect(widthOf(widened(layout, 'aum', 220), { id: 'aum', width: 140 })).toBe(220)
  expect(widened(layout, 'aum', -30).widths).toEqual({ aum: NARROWEST })
})
