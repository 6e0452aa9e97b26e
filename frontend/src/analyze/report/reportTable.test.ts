import { expect, test } from 'vitest'
import { type Cell, scaled, specOf, type Told } from './reportTable'

const cell = (value: string | null): Cell => ({ few: value === null, value, before: null })
const TOLD: Told = {
  rows: ['甲', '乙', '合计'],
  columns: ['一月', '二月', '合计'],
  measures: [{ name: '毛额', unit: 'money' }],
  cells: [
    [[cell('1')], [cell('2')], [cell('3')]],
    [[cell(null)], [cell('4')], [cell('4')]],
    [[cell('1')], [cell('6')], [cell('7')]],
  ],
}

test('money in another unit loses no digit', () => {
  expect(scaled('30225600.5', 'money', 'WAN')).toBe('3022.56005')
  expect(scaled('-5', 'money', 'WAN')).toBe('-0.0005')
  expect(scaled('120000000', 'money', 'YI')).toBe('1.20000000')
  expect(scaled('7', 'count', 'WAN')).toBe('7')
  expect(scaled(null, 'money', 'WAN')).toBe(null)
})

test('a chart has the cells and no totals', () => {
  expect(specOf('STACKED', TOLD)).toEqual({
    kind: 'stacked',
    unit: 'money',
    categories: ['甲', '乙'],
    series: [
      { name: '一月', values: ['1', null] },
      { name: '二月', values: ['2', '4'] },
    ],
  })
  expect(specOf('SANKEY', TOLD)).toMatchObject({ links: [{ from: '甲' }, { to: '二月' }, { from: '乙', value: '4' }] })
  expect(specOf('TABLE', TOLD)).toBe(null)
  const one: Told = { ...TOLD, columns: ['合计'], cells: TOLD.cells.map((row) => row.slice(-1)) }
  expect(specOf('FUNNEL', one)).toMatchObject({ parts: [{ name: '乙' }, { name: '甲' }] })
  expect(specOf('BAR', one)).toMatchObject({ series: [{ name: '毛额', values: ['3', '4'] }] })
})
