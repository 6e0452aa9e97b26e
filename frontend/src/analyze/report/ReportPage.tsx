import { useLingui } from '@lingui/react/macro'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { ReportPageQuery } from '../../__generated__/ReportPageQuery.graphql'
import { paths } from '../../paths'
import { Boundary } from '../../ui/Boundary'
import { Button } from '../../ui/Button'
import { EmptyState } from '../../ui/EmptyState'
import { Link } from '../../ui/Link'
import { Page } from '../../ui/Page'
import { SkeletonRows } from '../../ui/Skeleton'
import { useNarrow } from '../../ui/useNarrow'
import { useGo } from '../../viewer/url'
import { useRight } from '../../viewer/Viewer'
import { KpiBook } from '../KpiBook'
import css from './Report.module.css'
import { ReportBehind } from './ReportBehind'
import type { Place } from './ReportDrawing'
import { ReportPreview } from './ReportPreview'
import { draftOf } from './reportDraft'
import { useReportWords } from './useReportWords'

const query = graphql`
  query ReportPageQuery($id: ID!) {
    report(id: $id) {
      id
      zh
      en
      mine
      owner
      shared
      ...reportDraft_report
    }
  }
`

/** A report as its reader is told it; its figures open the clients behind them. */
export function ReportPage() {
  return (
    <Boundary page fallback={<SkeletonRows rows={10} />}>
      <Loaded />
    </Boundary>
  )
}

function Loaded() {
  const { t } = useLingui()
  const words = useReportWords()
  const go = useGo()
  const { reportId } = useParams({ strict: false }) as { reportId: string }
  const narrow = useNarrow()
  const mayShare = useRight('Right.shareViews')
  const mayRead = useRight('Query.reportPreview')
  const { report } = useLazyLoadQuery<ReportPageQuery>(query, { id: reportId }, { fetchPolicy: 'store-and-network' })
  const [place, setPlace] = useState<Place | null>(null)
  const draft = draftOf(report ?? null)
  if (!report || !draft || !mayRead)
    return (
      <Page title={t`Reports`} padded>
        <EmptyState
          scene="list"
          title={
            mayRead
              ? t`There is no such report, or it is not shown to you.`
              : t`Your role does not include the figures of the firm.`
          }
        >
          <Link to={paths.reports()}>{t`To the reports`}</Link>
        </EmptyState>
      </Page>
    )
  const own = report.mine || (report.owner === null && mayShare)
  const title = words.name(report)
  return (
    <Page
      title={title}
      padded
      actions={
        <>
          <KpiBook />
          <Button onClick={() => print()}>{t`Print`}</Button>
          {!narrow && (
            <Button look="primary" onClick={() => go(paths.editReport(report.id))}>
              {own ? t`Edit` : t`Edit a copy`}
            </Button>
          )}
        </>
      }
    >
      <div className={css.part}>
        <p className={css.note}>
          {words.span(draft.span)} ·{' '}
          {report.owner === null
            ? t({ message: 'from the beginning', context: 'report' })
            : t`by ${report.owner ?? ''}`}
        </p>
        <Boundary key={JSON.stringify(draft)} fallback={<SkeletonRows rows={8} />}>
          <ReportPreview title={title} draft={draft} onPick={setPlace} />
        </Boundary>
        {place && (
          <Boundary key={JSON.stringify(place)} fallback={<SkeletonRows rows={6} />}>
            <ReportBehind draft={draft} place={place} onClose={() => setPlace(null)} />
          </Boundary>
        )}
      </div>
    </Page>
  )
}
