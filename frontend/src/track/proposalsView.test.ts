import { expect, test } from 'vitest'
import { filterOf, orderOf, readProposalsView } from './proposalsView'

const DAY = new Date('2026-03-02T04:00:00Z')

test('what is under way is shown where nothing is said', () => {
  expect(filterOf(readProposalsView({}), 'user_1', DAY)).toEqual({
    states: ['draft', 'in_review', 'released', 'sent'],
  })
  expect(filterOf(readProposalsView({ state: 'all' }), 'user_1', DAY)).toEqual({})
})

test('states, who wrote it, and what ends within a week are asked of the server', () => {
  expect(filterOf(readProposalsView({ state: 'sent', mine: 'yes' }), 'user_1', DAY)).toEqual({
    states: ['sent'],
    owner: 'user_1',
  })
  expect(filterOf(readProposalsView({ ending: 'yes' }), 'user_1', DAY)).toEqual({
    states: ['released', 'sent'],
    validBefore: '2026-03-09',
  })
})

test('an order that there is not leaves the latest first', () => {
  expect(orderOf(readProposalsView({ sort: 'nonsense' }).sort)).toBeNull()
  expect(orderOf('valid')).toEqual([{ field: 'VALID_UNTIL', direction: 'ASC' }])
})
