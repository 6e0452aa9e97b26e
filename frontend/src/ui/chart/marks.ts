import type { Drawn, Mark } from './spec'

/** What ECharts says of a point; without a series it means a whole column. */
export type Pointed = { name?: string; dataIndex?: number; dataType?: string; seriesIndex?: number }

/** The marks at a point with their exact values, which the drawing itself has only as rounded numbers. */
export function marksAt(spec: Drawn, pointed: Pointed, hidden: ReadonlySet<string>): readonly Mark[] {
  const { name = '', dataIndex = -1, dataType, seriesIndex } = pointed
  switch (spec.kind) {
    case 'line':
    case 'area':
    case 'bar':
    case 'stacked': {
      const category = spec.categories[dataIndex]
      if (category === undefined) return []
      const shown = spec.series.filter((each, n) => !hidden.has(each.name) && (seriesIndex ?? n) === n)
      return shown.map((each) => ({ name: category, series: each.name, value: each.values[dataIndex] ?? null }))
    }
    case 'pie':
    case 'donut':
    case 'funnel':
      return listed(spec.parts[dataIndex])
    case 'scatter': {
      const point = spec.points[dataIndex]
      return point ? [{ name: point.name, value: point.y }] : []
    }
    case 'sankey': {
      const link = dataType === 'edge' ? spec.links[dataIndex] : undefined
      if (link) return [{ name: `${link.from} → ${link.to}`, value: link.value }]
      return name ? [{ name, value: through(spec.links, name) }] : []
    }
    case 'box': {
      const [category, box] = [spec.categories[dataIndex], spec.boxes[dataIndex]]
      return category === undefined || !box
        ? []
        : spec.ends.map((end, n) => ({ name: category, series: end, value: box[n] ?? null }))
    }
    case 'gauge':
      return []
  }
}

const listed = (mark: Mark | undefined): readonly Mark[] => (mark ? [mark] : [])

/** What flows through a node: the larger of what comes in and what goes out. */
function through(links: readonly { from: string; to: string; value: string }[], name: string): string {
  const sum = (end: 'from' | 'to') =>
    links.filter((link) => link[end] === name).reduce((total, link) => total + Number(link.value), 0)
  return String(Math.max(sum('from'), sum('to')))
}
