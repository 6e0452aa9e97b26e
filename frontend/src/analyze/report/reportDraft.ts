import { graphql, readInlineData } from 'react-relay'
import type { reportDraft_report$key } from '../../__generated__/reportDraft_report.graphql'
import type { Draft } from './reportShape'

const fragment = graphql`
  fragment reportDraft_report on Report @inline {
    shape {
      chart
      measures {
        kpi
        measure
      }
      rows
      columns
      span
      from
      to
      compare
      filter
      condition
      order
      top
      totals
      scale
    }
  }
`

/** What a report shows, as it is edited and asked for. */
export function draftOf(report: reportDraft_report$key | null): Draft | null {
  if (report === null) return null
  const { shape } = readInlineData(fragment, report)
  const filter = shape.filter as Record<string, string>
  return {
    ...shape,
    measures: shape.measures.map(({ kpi, measure }) => ({ kpi, measure })),
    rows: shape.rows ?? null,
    columns: shape.columns ?? null,
    from: shape.from ?? null,
    to: shape.to ?? null,
    top: shape.top ?? null,
    condition: shape.condition ?? null,
    filter: Object.keys(filter).length > 0 ? filter : null,
  } as Draft
}
