import { useLingui } from '@lingui/react/macro'
import type { KpiDimension } from '../../__generated__/CockpitPortraitQuery.graphql'
import type { ReportDrawing_answer$data } from '../../__generated__/ReportDrawing_answer.graphql'
import type { ReportChart, ReportDimension } from '../../__generated__/ReportPreviewQuery.graphql'
import { useKeyWords } from '../useKeyWords'
import type { Draft } from './reportShape'

export type Key = ReportDrawing_answer$data['columns'][number]

/** What the parts of reports are called. */
export function useReportWords() {
  const { t, i18n } = useLingui()
  const words = useKeyWords()
  const own: Partial<Record<ReportDimension, string>> = {
    PRODUCT: t`Fund`,
    CITY: t`City`,
    WEEK: t`Week`,
    MONTH: t({ message: 'Month', context: 'report' }),
    QUARTER: t`Quarter`,
  }
  const charts: Record<string, string> = {
    TABLE: t`Table`,
    BAR: t`Bars`,
    STACKED: t`Stacked bars`,
    LINE: t`Lines`,
    AREA: t`Areas`,
    PIE: t`Pie`,
    FUNNEL: t`Funnel`,
    HEAT: t`Heat map`,
    GAUGE: t`Gauge`,
    MAP: t`Map`,
    SANKEY: t`Flows`,
  }
  const spans: Record<string, string> = {
    THIS_MONTH: t`This month`,
    LAST_MONTH: t`Last month`,
    THIS_QUARTER: t`This quarter`,
    LAST_QUARTER: t`Last quarter`,
    THIS_YEAR: t`This year`,
    LAST_YEAR: t`Last year`,
    LAST_90_DAYS: t`Last 90 days`,
    LAST_12_MONTHS: t`Last 12 months`,
    FIXED: t`Days of choice`,
  }
  const step = (dimension: ReportDimension, from: string): string => {
    const [year = '', month = '', day = ''] = from.split('-')
    if (dimension === 'MONTH') return `${year}-${month}`
    if (dimension === 'QUARTER') return `${year} Q${Math.ceil(Number(month) / 3)}`
    return `${year}-${month}-${day}`
  }
  return {
    dimension: (of: ReportDimension) => own[of] ?? words.title(of as KpiDimension),
    chart: (of: ReportChart) => charts[of] ?? of,
    span: (of: Draft['span']) => spans[of] ?? of,
    spans: Object.entries(spans).map(([value, label]) => ({ value, label })),
    compares: [
      { value: 'NONE', label: t`Nothing` },
      { value: 'PREVIOUS', label: t`The period before` },
      { value: 'YEAR', label: t`The year before` },
    ],
    orders: [
      { value: 'LARGEST', label: t`The largest first` },
      { value: 'SMALLEST', label: t`The smallest first` },
      { value: 'KEY', label: t`By name` },
    ],
    scales: [
      { value: 'AUTO', label: t`By size` },
      { value: 'ONE', label: t({ message: 'CNY', context: 'unit' }) },
      { value: 'WAN', label: t`CNY 10,000` },
      { value: 'YI', label: t`CNY 100 million` },
    ],
    shares: [
      { value: 'me', label: t`Only me` },
      { value: 'team', label: t`My team` },
      { value: 'firm', label: t`The whole firm` },
    ],
    /** A row or column. */
    key: (dimension: ReportDimension | null, key: Key): string => {
      if (key.kind === 'total' || dimension === null) return t`Total`
      if (key.kind === 'rest') return t`The other ${key.many ?? 0}`
      if (key.kind === 'step' && key.from) return step(dimension, key.from)
      if (key.product) return key.product.name ?? key.key
      return words.word(dimension as KpiDimension, key)
    },
    name: ({ zh, en }: { readonly zh: string; readonly en: string }) => (i18n.locale === 'zh-CN' ? zh : en || zh),
  }
}
