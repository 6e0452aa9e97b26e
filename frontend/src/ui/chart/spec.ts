import { exactFigure, type Unit } from '../../format/figure'

/** A row of values over the categories of a chart; null where there is none. Values are exact decimal texts. */
export type Series = { name: string; values: readonly (string | null)[] }
export type Part = { name: string; value: string }

/** Values over categories: how things went, or how they compare. */
export type OverCategories = {
  kind: 'line' | 'area' | 'bar' | 'stacked'
  unit: Unit
  categories: readonly string[]
  series: readonly Series[]
  /** The axis begins where the values do, not at zero: for what is never near it, e.g. a NAV. Lines only. */
  fitted?: boolean
}
/** Parts of a whole, or what is left after each step. */
export type InParts = { kind: 'pie' | 'donut' | 'funnel'; unit: Unit; parts: readonly Part[] }
/** One thing against another; `unit` is that of y. */
export type Scatter = {
  kind: 'scatter'
  unit: Unit
  x: { title: string; unit: Unit }
  y: { title: string }
  points: readonly { name: string; x: string; y: string }[]
}
/** What flows from where to where. */
export type Sankey = { kind: 'sankey'; unit: Unit; links: readonly { from: string; to: string; value: string }[] }
/** Values by two dimensions; by row, then by column. */
export type Heat = {
  kind: 'heat'
  unit: Unit
  columns: readonly string[]
  rows: readonly string[]
  values: readonly (readonly (string | null)[])[]
}
/** How values are spread over each category: low and high end of the whiskers, the quartiles, and the median. */
export type Box = {
  kind: 'box'
  unit: Unit
  categories: readonly string[]
  /** What the five figures are called, the lowest first. */
  ends: readonly [string, string, string, string, string]
  boxes: readonly (readonly [string, string, string, string, string] | null)[]
}
/** One figure on its way to a target. */
export type Gauge = { kind: 'gauge'; unit: Unit; value: string; from: string; to: string; target?: string }

/** What the drawing library draws; a heat map is cells, which a page has itself. */
export type Drawn = OverCategories | InParts | Scatter | Sankey | Box | Gauge

/** What a chart shows, without a word of how it is drawn. */
export type ChartSpec = Drawn | Heat

/** One mark of a chart a person can point at: what it is called and where it stands. */
export type Mark = { name: string; series?: string; value: string | null }

export type Table = { heads: readonly string[]; rows: readonly (readonly string[])[] }
type Words = {
  locale: string
  category: string
  value: string
  from: string
  to: string
  target: string
  share: string
}

/** The chart as a table: for reading aloud, for copying into a spreadsheet, for whoever prefers numbers. */
export function tableOf(spec: ChartSpec, words: Words): Table {
  const show = (value: string | null, unit: Unit = spec.unit) => exactFigure(value, unit, words.locale)
  switch (spec.kind) {
    case 'line':
    case 'area':
    case 'bar':
    case 'stacked':
      return {
        heads: [words.category, ...spec.series.map((each) => each.name)],
        rows: spec.categories.map((name, n) => [name, ...spec.series.map((each) => show(each.values[n] ?? null))]),
      }
    case 'pie':
    case 'donut': {
      const total = spec.parts.reduce((sum, part) => sum + Number(part.value), 0)
      const share = (value: string) => (total > 0 ? String(Number(value) / total) : null)
      return {
        heads: [words.category, words.value, words.share],
        rows: spec.parts.map(({ name, value }) => [name, show(value), show(share(value), 'percent')]),
      }
    }
    case 'funnel': {
      const first = Number(spec.parts[0]?.value ?? 0)
      const share = (value: string) => (first > 0 ? String(Number(value) / first) : null)
      return {
        heads: [words.category, words.value, words.share],
        rows: spec.parts.map(({ name, value }) => [name, show(value), show(share(value), 'percent')]),
      }
    }
    case 'scatter':
      return {
        heads: [words.category, spec.x.title, spec.y.title],
        rows: spec.points.map(({ name, x, y }) => [name, show(x, spec.x.unit), show(y)]),
      }
    case 'sankey':
      return {
        heads: [words.from, words.to, words.value],
        rows: spec.links.map(({ from, to, value }) => [from, to, show(value)]),
      }
    case 'heat':
      return {
        heads: [words.category, ...spec.columns],
        rows: spec.rows.map((name, n) => [name, ...spec.columns.map((_, m) => show(spec.values[n]?.[m] ?? null))]),
      }
    case 'box':
      return {
        heads: [words.category, ...spec.ends],
        rows: spec.categories.map((name, n) => [name, ...spec.ends.map((_, m) => show(spec.boxes[n]?.[m] ?? null))]),
      }
    case 'gauge':
      return {
        heads: spec.target === undefined ? [words.value] : [words.value, words.target],
        rows: [spec.target === undefined ? [show(spec.value)] : [show(spec.value), show(spec.target)]],
      }
  }
}

/** The mark a cell of the table stands for; null for the names in front and for figures that open nothing. */
export function markOfCell(spec: ChartSpec, row: number, col: number): Mark | null {
  if (col === 0) return null
  switch (spec.kind) {
    case 'line':
    case 'area':
    case 'bar':
    case 'stacked': {
      const series = spec.series[col - 1]
      const value = series?.values[row] ?? null
      return series && value !== null ? { name: spec.categories[row] ?? '', series: series.name, value } : null
    }
    case 'pie':
    case 'donut':
    case 'funnel':
      return col === 1 ? (spec.parts[row] ?? null) : null
    case 'scatter': {
      const point = spec.points[row]
      return point && col === 2 ? { name: point.name, value: point.y } : null
    }
    case 'sankey': {
      const link = spec.links[row]
      return link && col === 2 ? { name: `${link.from} → ${link.to}`, value: link.value } : null
    }
    case 'heat': {
      const value = spec.values[row]?.[col - 1] ?? null
      return value === null ? null : { name: spec.rows[row] ?? '', series: spec.columns[col - 1] ?? '', value }
    }
    case 'box': {
      const value = spec.boxes[row]?.[col - 1] ?? null
      return value === null ? null : { name: spec.categories[row] ?? '', series: spec.ends[col - 1] ?? '', value }
    }
    case 'gauge':
      return null
  }
}

/** Names that stand for colours in a legend, in the order of the colours. */
export function namesOf(spec: ChartSpec): readonly string[] {
  switch (spec.kind) {
    case 'line':
    case 'area':
    case 'bar':
    case 'stacked':
      return spec.series.map((each) => each.name)
    case 'pie':
    case 'donut':
      return spec.parts.map((each) => each.name)
    default:
      return []
  }
}

/** Whether there is anything to draw. */
export function isEmpty(spec: ChartSpec): boolean {
  switch (spec.kind) {
    case 'line':
    case 'area':
    case 'bar':
    case 'stacked':
      return spec.series.every((each) => each.values.every((value) => value === null))
    case 'pie':
    case 'donut':
    case 'funnel':
      return spec.parts.every((part) => Number(part.value) === 0)
    case 'scatter':
      return spec.points.length === 0
    case 'sankey':
      return spec.links.length === 0
    case 'heat':
      return spec.values.every((row) => row.every((value) => value === null))
    case 'box':
      return spec.boxes.every((box) => box === null)
    case 'gauge':
      return false
  }
}
