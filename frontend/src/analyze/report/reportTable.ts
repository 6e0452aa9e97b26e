import type { Unit } from '../../format/figure'
import type { ChartSpec } from '../../ui/chart/spec'
import type { Draft } from './reportShape'

/** One figure at its place; value null: of too few to be told, or nothing to divide by. */
export type Cell = { few: boolean; value: string | null; before: string | null }
export type Told = {
  rows: readonly string[]
  columns: readonly string[]
  measures: readonly { name: string; unit: Unit }[]
  /** By row, column and measure; the last row and column are totals. */
  cells: readonly (readonly (readonly Cell[])[])[]
}

const UNITS: Record<string, Unit> = { money: 'money', count: 'count', ratio: 'percent', days: 'days' }
const PLACES: Partial<Record<Draft['scale'], number>> = { AUTO: 0, ONE: 0, WAN: 4, YI: 8 }
/** The unit a measure is shown in: money under a unit of its own is a plain number. */
export const unitOf = (unit: string, scale: Draft['scale']): Unit =>
  unit === 'money' && scale !== 'AUTO' ? 'number' : (UNITS[unit] ?? 'number')

/** An exact decimal text in ten thousands or hundred millions: the point moves, no digit is lost. */
export function scaled(value: string | null, unit: string, scale: Draft['scale']): string | null {
  const by = unit === 'money' ? (PLACES[scale] ?? 0) : 0
  if (value === null || by === 0) return value
  const sign = value.startsWith('-') ? '-' : ''
  const [whole = '0', part = ''] = value.slice(sign.length).split('.')
  const digits = whole.padStart(by + 1, '0')
  return `${sign}${digits.slice(0, -by)}.${digits.slice(-by)}${part}`
}

/** What the drawing shows; null where the numbers are a table. Totals are no marks of a chart. */
export function specOf(chart: Draft['chart'], told: Told): ChartSpec | null {
  const rows = told.rows.slice(0, -1)
  const columns = told.columns.slice(0, -1)
  const [first] = told.measures
  if (!first) return null
  const value = (row: number, column: number, measure = 0) => told.cells[row]?.[column]?.[measure]?.value ?? null
  const total = told.columns.length - 1
  const unit = first.unit
  switch (chart) {
    case 'BAR':
    case 'STACKED':
    case 'LINE':
    case 'AREA': {
      const kind = chart === 'BAR' ? 'bar' : chart === 'STACKED' ? 'stacked' : chart === 'LINE' ? 'line' : 'area'
      const series =
        columns.length > 0
          ? columns.map((name, m) => ({ name, values: rows.map((_, n) => value(n, m)) }))
          : told.measures.map(({ name }, m) => ({ name, values: rows.map((_, n) => value(n, total, m)) }))
      return { kind, unit, categories: rows, series }
    }
    case 'PIE':
    case 'FUNNEL': {
      const parts = rows.map((name, n) => ({ name, value: value(n, total) }))
      const known = parts.filter((part): part is { name: string; value: string } => part.value !== null)
      if (chart === 'FUNNEL') known.sort((one, two) => Number(two.value) - Number(one.value))
      return { kind: chart === 'PIE' ? 'pie' : 'funnel', unit, parts: known.filter((part) => Number(part.value) > 0) }
    }
    case 'HEAT':
      return { kind: 'heat', unit, rows, columns, values: rows.map((_, n) => columns.map((_, m) => value(n, m))) }
    case 'SANKEY':
      return {
        kind: 'sankey',
        unit,
        links: rows.flatMap((from, n) =>
          columns.flatMap((to, m) => {
            const flow = value(n, m)
            // Ends of one name would be one node, and what flows into itself cannot be drawn.
            return flow !== null && Number(flow) > 0 ? [{ from, to: from === to ? `${to} ` : to, value: flow }] : []
          }),
        ),
      }
    case 'GAUGE':
      return { kind: 'gauge', unit, value: value(told.rows.length - 1, total) ?? '0', from: '0', to: '1' }
    default:
      return null
  }
}
