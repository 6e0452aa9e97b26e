import { expect, test } from 'vitest'
import { isLowResponse, monthsBack, unionKeys } from './voiceFigures'

const figure = (measure: string, numerator: string, denominator: string) => ({
  measure,
  value: null,
  numerator,
  denominator,
  low: null,
  high: null,
})

test('a response below a fifth is low, a fifth is not, and none at all says nothing', () => {
  expect(isLowResponse(figure('response', '19', '100'))).toBe(true)
  expect(isLowResponse(figure('response', '20', '100'))).toBe(false)
  expect(isLowResponse(figure('response', '0', '0'))).toBe(false)
  expect(isLowResponse(undefined)).toBe(false)
})

test('months are whole and end with the day', () => {
  expect(monthsBack('2026-11-30', 12)).toEqual({ from: '2025-12-01', to: '2026-12-01' })
  expect(monthsBack('2026-02-28', 3)).toEqual({ from: '2025-12-01', to: '2026-03-01' })
  expect(monthsBack('2026-01-05', 24)).toEqual({ from: '2024-02-01', to: '2026-01-06' })
})

test('keys of both figures stand beside each other', () => {
  const row = (key: string, measure: string) => ({ key, user: null, team: null, figures: [figure(measure, '1', '2')] })
  const both = unionKeys([row('a', 'csat'), row('b', 'csat')], [row('b', 'nps'), row('c', 'nps')])
  expect(both.map(({ key, csat, nps }) => [key, csat.length, nps.length])).toEqual([
    ['a', 1, 0],
    ['b', 1, 1],
    ['c', 0, 1],
  ])
})
