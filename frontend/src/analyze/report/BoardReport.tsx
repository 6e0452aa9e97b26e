import { useLingui } from '@lingui/react/macro'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { BoardReportQuery } from '../../__generated__/BoardReportQuery.graphql'
import { paths } from '../../paths'
import { EmptyState } from '../../ui/EmptyState'
import type { Asked } from '../cockpitSearch'
import { ReportDrawing } from './ReportDrawing'
import { draftOf } from './reportDraft'
import { useReportWords } from './useReportWords'

const query = graphql`
  query BoardReportQuery($id: ID!, $window: KpiWindow, $filter: KpiFilter) {
    report(id: $id) {
      id
      zh
      en
      ...reportDraft_report
      answer(window: $window, filter: $filter) {
        ...ReportDrawing_answer
      }
    }
  }
`
const LOWEST = 120
type Props = { id: string; asked: Asked; ownDays: boolean; height: number }

/** A report on a board, narrowed by its bar. */
export function BoardReport({ id, asked, ownDays, height }: Props) {
  const { t } = useLingui()
  const words = useReportWords()
  const { report } = useLazyLoadQuery<BoardReportQuery>(
    query,
    { id, window: ownDays ? null : asked.window, filter: asked.filter },
    { fetchPolicy: 'store-and-network' },
  )
  const draft = draftOf(report ?? null)
  if (!report?.answer || !draft) return <EmptyState small title={t`This report is gone, or is not shown to you.`} />
  return (
    <ReportDrawing
      title={words.name(report)}
      shape={draft}
      answer={report.answer}
      height={Math.max(LOWEST, height)}
      to={paths.report(report.id)}
    />
  )
}
