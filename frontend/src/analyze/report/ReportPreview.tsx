import { graphql, useLazyLoadQuery } from 'react-relay'
import type { ReportPreviewQuery } from '../../__generated__/ReportPreviewQuery.graphql'
import { type Place, ReportDrawing } from './ReportDrawing'
import { type Draft, inputOf } from './reportShape'

const query = graphql`
  query ReportPreviewQuery($shape: ReportShapeInput!, $window: KpiWindow, $filter: KpiFilter) {
    reportPreview(shape: $shape, window: $window, filter: $filter) {
      ...ReportDrawing_answer
    }
  }
`

type Props = { title: string; draft: Draft; onPick?: (place: Place) => void }

/** What a draft comes to now. */
export function ReportPreview({ title, draft, onPick }: Props) {
  const { reportPreview } = useLazyLoadQuery<ReportPreviewQuery>(
    query,
    { shape: inputOf(draft) },
    { fetchPolicy: 'store-and-network' },
  )
  return <ReportDrawing title={title} shape={draft} answer={reportPreview} {...(onPick ? { onPick } : {})} />
}
