import { screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { describe, expect, test, vi } from 'vitest'
import { show } from '../../testing/show'
import { Chart } from './Chart'
import type { Look } from './look'
import { marksAt } from './marks'
import { optionOf } from './option'
import { type ChartSpec, isEmpty, type OverCategories, tableOf } from './spec'
import { TileMap } from './TileMap'

// A canvas is what jsdom has not; what is drawn is looked at in the browser.
vi.mock('./ChartCanvas', () => ({ ChartCanvas: () => <div data-testid="drawing" /> }))

const words = {
  locale: 'en',
  category: 'Category',
  value: 'Value',
  from: 'From',
  to: 'To',
  target: 'Target',
  share: 'Share',
}
const line: OverCategories = {
  kind: 'line',
  unit: 'money',
  categories: ['2026-01', '2026-02'],
  series: [
    { name: 'In', values: ['12345678901234567.89', null] },
    { name: 'Out', values: ['0', '1500.5'] },
  ],
}
const look: Look = {
  palette: ['#111111', '#222222'],
  ink: '#000000',
  quiet: '#333333',
  line: '#444444',
  paper: '#ffffff',
  face: 'Inter, sans-serif',
}

describe('the table behind a chart', () => {
  test('has every digit of an amount, and a dash where there is none', () => {
    expect(tableOf(line, words)).toEqual({
      heads: ['Category', 'In', 'Out'],
      rows: [
        ['2026-01', '¥12,345,678,901,234,567.89', '¥0.00'],
        ['2026-02', '—', '¥1,500.50'],
      ],
    })
  })
  test('parts say their share of the whole, steps of a funnel their share of the first', () => {
    const parts = [
      { name: 'a', value: '3' },
      { name: 'b', value: '1' },
    ]
    const rows = (kind: 'donut' | 'funnel') => tableOf({ kind, unit: 'count', parts }, words).rows
    expect(rows('donut')).toEqual([
      ['a', '3', '75%'],
      ['b', '1', '25%'],
    ])
    expect(rows('funnel')[1]).toEqual(['b', '1', '33.33%'])
  })
  test('a heat map is rows by columns, a flow is from and to', () => {
    const heat: ChartSpec = { kind: 'heat', unit: 'count', columns: ['9', '10'], rows: ['Mon'], values: [['4', null]] }
    expect(tableOf(heat, words).rows).toEqual([['Mon', '4', '—']])
    const flow: ChartSpec = { kind: 'sankey', unit: 'count', links: [{ from: 'a', to: 'b', value: '2' }] }
    expect(tableOf(flow, words)).toEqual({ heads: ['From', 'To', 'Value'], rows: [['a', 'b', '2']] })
  })
})

test('what is drawn uses the face and colours of the page, and leaves out what the legend switched off', () => {
  const option = optionOf(line, look, 'en', new Set(['In'])) as {
    textStyle: { fontFamily: string }
    series: { name: string; data: unknown[]; color: string }[]
  }
  expect(option.textStyle.fontFamily).toBe('Inter, sans-serif')
  expect(option.series.map(({ name, data, color }) => [name, data.length, color])).toEqual([
    ['In', 0, '#111111'],
    ['Out', 2, '#222222'],
  ])
})
test('single events have their marks however many days there are', () => {
  const days = Array.from({ length: 400 }, (_, n) => String(n))
  const series = [
    { name: 'NAV', values: days },
    { name: 'Payout', values: days.map((day) => (day === '7' || day === '90' ? day : null)) },
    { name: 'Nothing', values: days.map(() => null) },
  ]
  const option = optionOf({ kind: 'line', unit: 'nav', categories: days, series }, look, 'en', new Set()) as {
    series: { showSymbol: boolean }[]
  }
  expect(option.series.map(({ showSymbol }) => showSymbol)).toEqual([false, true, false])
})
test('pointing at a column tells all that is shown there, exactly', () => {
  expect(marksAt(line, { dataIndex: 0 }, new Set()).map(({ series, value }) => `${series} ${value}`)).toEqual([
    'In 12345678901234567.89',
    'Out 0',
  ])
  expect(marksAt(line, { dataIndex: 1 }, new Set(['In'])).map(({ series }) => series)).toEqual(['Out'])
  expect(marksAt(line, { dataIndex: 7 }, new Set())).toEqual([])
})
test('a chart without a value is empty, one with zeros over time is not', () => {
  expect(isEmpty({ ...line, series: [{ name: 'In', values: [null, null] }] })).toBe(true)
  expect(isEmpty({ ...line, series: [{ name: 'In', values: ['0', null] }] })).toBe(false)
  expect(isEmpty({ kind: 'donut', unit: 'count', parts: [{ name: 'a', value: '0' }] })).toBe(true)
})

describe('a chart on the page', () => {
  test('says its answer, and its numbers are there for whoever does not see it', async () => {
    await show(<Chart title="Flows" summary="More in than out." spec={line} />)
    expect(screen.getByRole('figure', { name: 'Flows' })).toBeTruthy()
    expect(screen.getByText('More in than out.')).toBeTruthy()
    expect(within(screen.getByRole('table')).getByRole('rowheader', { name: '2026-02' })).toBeTruthy()
  })
  test('turns into its table and back', async () => {
    await show(<Chart title="Flows" summary="" spec={line} />)
    await screen.findByTestId('drawing')
    await userEvent.click(screen.getByRole('button', { name: 'Show as a table' }))
    expect(screen.queryByTestId('drawing')).toBeNull()
    expect(screen.getByRole('button', { name: 'Copy the table' })).toBeTruthy()
    await userEvent.click(screen.getByRole('button', { name: 'Show as a chart' }))
    expect(await screen.findByTestId('drawing')).toBeTruthy()
  })
  test('where marks open a list, their numbers in the table do too', async () => {
    const pick = vi.fn()
    await show(<Chart title="Flows" summary="" spec={line} onPick={pick} />)
    await userEvent.click(screen.getByRole('button', { name: 'Show as a table' }))
    await userEvent.click(screen.getByRole('button', { name: '¥1,500.50' }))
    expect(pick).toHaveBeenCalledWith({ name: '2026-02', series: 'Out', value: '1500.5' })
  })
  test('the legend switches names off, but never the last one', async () => {
    await show(<Chart title="Flows" summary="" spec={line} />)
    const [first, second] = within(screen.getByRole('list', { name: 'Legend' })).getAllByRole('button')
    await userEvent.click(first as Element)
    await userEvent.click(second as Element)
    expect([first, second].map((each) => each?.getAttribute('aria-pressed'))).toEqual(['false', 'true'])
  })
})

test('the map has all 34 provinces, each with its exact amount in words', async () => {
  const pick = vi.fn()
  await show(<TileMap title="AUM" unit="money" values={{ '31': '920000000.55' }} onPick={pick} />)
  expect(screen.getAllByRole('button')).toHaveLength(34)
  await userEvent.click(screen.getByRole('button', { name: 'Shanghai: ¥920,000,000.55' }))
  expect(pick).toHaveBeenCalledWith('31')
  expect(screen.getByRole('button', { name: 'Taiwan: none' })).toBeTruthy()
})
