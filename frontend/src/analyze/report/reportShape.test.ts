import { expect, test } from 'vitest'
import {
  CHARTS,
  type Draft,
  EMPTY,
  fits,
  type Known,
  mayBy,
  turned,
  withDimension,
  withMeasure,
  withoutDimension,
  withoutMeasure,
} from './reportShape'

const measure = (key: string, unit: string) => ({ key, unit, zh: key, en: key })
const KNOWN: Known[] = [
  {
    id: 'K-10',
    kind: 'flow',
    zh: '',
    en: '',
    dimensions: ['person', 'team', 'province', 'riskLevel'],
    measures: [measure('gross', 'money'), measure('net', 'money'), measure('clients', 'count')],
  },
  {
    id: 'K-12',
    kind: 'snapshot',
    zh: '',
    en: '',
    dimensions: ['team', 'province'],
    measures: [measure('aum', 'money')],
  },
  { id: 'K-19', kind: 'flow', zh: '', en: '', dimensions: ['team'], measures: [measure('rate', 'ratio')] },
]
const draft = (...measures: string[]): Draft =>
  measures.reduce<Draft>((all, each) => {
    const [kpi = '', key = ''] = each.split('.')
    return withMeasure(all, KNOWN, kpi, key)
  }, EMPTY)
const charts = (of: Draft) => CHARTS.filter((chart) => fits(chart, of, KNOWN))

test('only charts are offered that fit', () => {
  expect(charts(draft('K-10.gross'))).toEqual(['TABLE'])
  expect(charts(draft('K-19.rate'))).toEqual(['TABLE', 'GAUGE'])
  const byRegion = withDimension(draft('K-10.gross'), KNOWN, 'PROVINCE', 'rows')
  expect(charts(byRegion)).toEqual(['TABLE', 'BAR', 'PIE', 'FUNNEL', 'MAP'])
  expect(charts(withDimension(byRegion, KNOWN, 'TEAM', 'columns'))).toEqual([
    'TABLE',
    'BAR',
    'STACKED',
    'HEAT',
    'SANKEY',
  ])
  const byMonth = withDimension(draft('K-10.gross', 'K-10.net'), KNOWN, 'MONTH', 'rows')
  expect(charts(byMonth)).toEqual(['TABLE', 'BAR', 'LINE', 'AREA'])
  expect(charts(withDimension(draft('K-10.clients'), KNOWN, 'TEAM', 'rows'))).toEqual(['TABLE', 'BAR'])
})

test('a chart that no longer fits becomes a table', () => {
  const pie: Draft = { ...withDimension(draft('K-10.gross'), KNOWN, 'TEAM', 'rows'), chart: 'PIE' }
  expect(withMeasure(pie, KNOWN, 'K-10', 'net').chart).toBe('TABLE')
  expect(withoutDimension(pie, KNOWN, 'rows').chart).toBe('TABLE')
  expect(withoutMeasure(pie, KNOWN, 0).measures).toEqual([])
})

test('dimensions are those of every measure, and time is of no state of a day', () => {
  const both = draft('K-10.gross', 'K-12.aum')
  expect(mayBy(both, KNOWN, 'TEAM')).toBe(true)
  expect(mayBy(both, KNOWN, 'PERSON')).toBe(false)
  expect(mayBy(both, KNOWN, 'MONTH')).toBe(false)
  expect(mayBy(draft('K-10.gross'), KNOWN, 'RISK_LEVEL')).toBe(true)
  const timed = withDimension(draft('K-10.gross'), KNOWN, 'MONTH', 'rows')
  expect(withMeasure(timed, KNOWN, 'K-12', 'aum')).toBe(timed)
})

test('columns alone are rows, a dimension stands once, and time along one side', () => {
  const one = withDimension(draft('K-10.gross'), KNOWN, 'TEAM', 'columns')
  expect([one.rows, one.columns]).toEqual(['TEAM', null])
  const two = withDimension(one, KNOWN, 'PROVINCE', 'columns')
  expect([two.rows, two.columns]).toEqual(['TEAM', 'PROVINCE'])
  const swapped = withDimension(two, KNOWN, 'TEAM', 'columns')
  expect([swapped.rows, swapped.columns]).toEqual(['PROVINCE', 'TEAM'])
  expect(turned(two, KNOWN).rows).toBe('PROVINCE')
  const timed = withDimension(two, KNOWN, 'MONTH', 'columns')
  const again = withDimension(timed, KNOWN, 'WEEK', 'rows')
  expect([again.rows, again.columns]).toEqual(['WEEK', null])
})
