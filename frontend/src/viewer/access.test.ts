import { expect, test } from 'vitest'
import { accessTable, bestLevel, grantOn, mayWrite, reaches } from './access'

const table = accessTable([
  {
    coordinate: 'Client.idNumber',
    relation: 'OWN',
    level: 'MASKED',
    rule: 'p, client_manager, …',
    grantedBy: ['compliance'],
  },
  { coordinate: 'Client.idNumber', relation: 'TEAM', level: 'NONE', rule: null, grantedBy: [] },
  { coordinate: 'ClientInput.idNumber', relation: 'OWN', level: 'EDIT', rule: null, grantedBy: [] },
  { coordinate: 'Client.aum', relation: 'OWN', level: 'SOMETHING_NEW', rule: null, grantedBy: [] },
])

test('nothing said means none', () => expect(grantOn(table, 'Client.mobile', 'OWN').level).toBe('NONE'))
test('a level this build does not know opens nothing', () =>
  expect(grantOn(table, 'Client.aum', 'OWN').level).toBe('NONE'))
test('the best level over all relations decides about a column', () => {
  expect(bestLevel(table, 'Client.idNumber')).toBe('MASKED')
  expect(bestLevel(table, 'Client.note')).toBe('NONE')
})
test('levels are ordered', () => {
  expect(reaches('EDIT', 'VIEW')).toBe(true)
  expect(reaches('MASKED', 'VIEW')).toBe(false)
})
test('a number that is seen masked may be written where its input is granted', () => {
  expect(mayWrite(table, 'Client.idNumber', 'OWN')).toBe(true)
  expect(mayWrite(table, 'Client.idNumber')).toBe(true)
  expect(mayWrite(table, 'Client.idNumber', 'TEAM')).toBe(false)
  expect(mayWrite(table, 'Client.aum', 'OWN')).toBe(false)
})
