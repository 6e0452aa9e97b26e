import type { ReportChart, ReportDimension, ReportShapeInput } from '../../__generated__/ReportPreviewQuery.graphql'

/** What a report shows while it is built: as the API takes it, all said. */
export type Draft = {
  chart: ReportChart
  measures: readonly { readonly kpi: string; readonly measure: string }[]
  rows: ReportDimension | null
  columns: ReportDimension | null
  span: NonNullable<ReportShapeInput['span']>
  from: string | null
  to: string | null
  compare: NonNullable<ReportShapeInput['compare']>
  filter: ReportShapeInput['filter']
  condition: unknown
  order: NonNullable<ReportShapeInput['order']>
  top: number | null
  totals: boolean
  scale: NonNullable<ReportShapeInput['scale']>
}
/** A figure of the catalogue as the palette shows it. */
export type Known = {
  readonly id: string
  readonly kind: string
  readonly zh: string
  readonly en: string
  readonly dimensions: readonly string[]
  readonly measures: readonly {
    readonly key: string
    readonly unit: string
    readonly zh: string
    readonly en: string
  }[]
}

export const TIMES: readonly ReportDimension[] = ['WEEK', 'MONTH', 'QUARTER']
export const DIMENSIONS: readonly ReportDimension[] = [
  'TEAM',
  'PERSON',
  'TIER',
  'PRODUCT',
  'PROVINCE',
  'CITY',
  'KIND',
  'SOURCE',
  'INDUSTRY',
  'GENDER',
  'AGE',
  'RISK_LEVEL',
  'TENURE',
  ...TIMES,
]
export const CHARTS: readonly ReportChart[] = [
  'TABLE',
  'BAR',
  'STACKED',
  'LINE',
  'AREA',
  'PIE',
  'FUNNEL',
  'HEAT',
  'GAUGE',
  'MAP',
  'SANKEY',
]
export const MOST_MEASURES = 4
export const EMPTY: Draft = {
  chart: 'TABLE',
  measures: [],
  rows: null,
  columns: null,
  span: 'LAST_12_MONTHS',
  from: null,
  to: null,
  compare: 'NONE',
  filter: null,
  condition: null,
  order: 'LARGEST',
  top: null,
  totals: true,
  scale: 'AUTO',
}
/** Of these a number of several keys is no sum of theirs: they are in no stack and no pie. */
const NOT_ADDED = new Set(['K-10.clients'])

/** The API's word of a dimension, as the catalogue lists it. */
const listed = (dimension: ReportDimension) => (dimension === 'RISK_LEVEL' ? 'riskLevel' : dimension.toLowerCase())

const unitsOf = (draft: Draft, known: readonly Known[]): string[] =>
  draft.measures.map(
    ({ kpi, measure }) =>
      known.find(({ id }) => id === kpi)?.measures.find(({ key }) => key === measure)?.unit ?? 'count',
  )

/** Whether every measure may be split so. */
export function mayBy(draft: Draft, known: readonly Known[], dimension: ReportDimension): boolean {
  return draft.measures.every(({ kpi }) => {
    const entry = known.find(({ id }) => id === kpi)
    if (!entry) return false
    return TIMES.includes(dimension) ? entry.kind !== 'snapshot' : entry.dimensions.includes(listed(dimension))
  })
}

/** Whether a measure of this figure may stand beside the dimensions that are chosen. */
export const mayShow = (draft: Draft, known: readonly Known[], kpi: string): boolean =>
  [draft.rows, draft.columns].every(
    (each) => each === null || mayBy({ ...draft, measures: [{ kpi, measure: '' }] }, known, each),
  )

/** Whether a chart can show the draft; the rules are those of the API. */
export function fits(chart: ReportChart, draft: Draft, known: readonly Known[]): boolean {
  const units = unitsOf(draft, known)
  const one = units.length === 1
  const split = Number(draft.rows !== null) + Number(draft.columns !== null)
  const adds =
    units.every((unit) => unit !== 'ratio') &&
    draft.measures.every((each) => !NOT_ADDED.has(`${each.kpi}.${each.measure}`))
  const timed = draft.rows !== null && TIMES.includes(draft.rows)
  const timely = timed || (draft.columns !== null && TIMES.includes(draft.columns))
  const alike = split > 0 && new Set(units).size === 1 && (split === 1 || one)
  switch (chart) {
    case 'BAR':
      return alike
    case 'LINE':
    case 'AREA':
      return alike && timed
    case 'STACKED':
      return split === 2 && one && adds
    case 'PIE':
    case 'FUNNEL':
      return split === 1 && one && adds && !timed
    case 'HEAT':
      return split === 2 && one
    case 'SANKEY':
      return split === 2 && one && adds && !timely
    case 'MAP':
      return draft.rows === 'PROVINCE' && split === 1 && one
    case 'GAUGE':
      return split === 0 && one && units[0] === 'ratio'
    default:
      return true
  }
}

/** The draft with a chart that fits it: its own, or a table. */
const fitted = (draft: Draft, known: readonly Known[]): Draft =>
  fits(draft.chart, draft, known) ? draft : { ...draft, chart: 'TABLE' }

/** With a measure more; unchanged where it is there already, does not fit, or there are enough. */
export function withMeasure(draft: Draft, known: readonly Known[], kpi: string, measure: string): Draft {
  const there = draft.measures.some((each) => each.kpi === kpi && each.measure === measure)
  if (there || draft.measures.length >= MOST_MEASURES || !mayShow(draft, known, kpi)) return draft
  return fitted({ ...draft, measures: [...draft.measures, { kpi, measure }] }, known)
}

export const withoutMeasure = (draft: Draft, known: readonly Known[], at: number): Draft =>
  fitted({ ...draft, measures: draft.measures.filter((_, n) => n !== at) }, known)

/** With a dimension as rows or as columns; what was there goes, and what was the other one changes places. */
export function withDimension(
  draft: Draft,
  known: readonly Known[],
  dimension: ReportDimension,
  into: 'rows' | 'columns',
): Draft {
  if (!mayBy(draft, known, dimension) || draft[into] === dimension) return draft
  // Columns alone are rows.
  const place = into === 'columns' && draft.rows === null ? 'rows' : into
  const other = place === 'rows' ? 'columns' : 'rows'
  const next = { ...draft, [place]: dimension }
  if (draft[other] === dimension) next[other] = draft[place]
  const [rows, columns] = [next.rows, next.columns]
  // Time runs along one side only.
  if (rows && columns && TIMES.includes(rows) && TIMES.includes(columns)) next[other] = null
  return fitted(settled(next), known)
}

export const withoutDimension = (draft: Draft, known: readonly Known[], from: 'rows' | 'columns'): Draft =>
  fitted(settled({ ...draft, [from]: null }), known)

export const turned = (draft: Draft, known: readonly Known[]): Draft =>
  fitted(settled({ ...draft, rows: draft.columns, columns: draft.rows }), known)

const settled = (draft: Draft): Draft =>
  draft.rows === null ? { ...draft, rows: draft.columns, columns: null } : draft

/** Whether it can be asked for. */
export const isWhole = (draft: Draft): boolean =>
  draft.measures.length > 0 &&
  (draft.span !== 'FIXED' || (draft.from !== null && draft.to !== null && draft.from < draft.to))

/** The draft as the API takes it. */
export const inputOf = (draft: Draft): ReportShapeInput => ({
  ...draft,
  from: draft.span === 'FIXED' ? draft.from : null,
  to: draft.span === 'FIXED' ? draft.to : null,
  condition: draft.condition as ReportShapeInput['condition'],
})
