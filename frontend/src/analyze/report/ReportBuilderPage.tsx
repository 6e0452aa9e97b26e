import { useLingui } from '@lingui/react/macro'
import { useParams } from '@tanstack/react-router'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { ReportBuilderPageQuery } from '../../__generated__/ReportBuilderPageQuery.graphql'
import { paths } from '../../paths'
import { Boundary } from '../../ui/Boundary'
import { EmptyState } from '../../ui/EmptyState'
import { Link } from '../../ui/Link'
import { Page } from '../../ui/Page'
import { SkeletonRows } from '../../ui/Skeleton'
import { useNarrow } from '../../ui/useNarrow'
import { useRight } from '../../viewer/Viewer'
import { ReportBuilder } from './ReportBuilder'
import { draftOf } from './reportDraft'
import { EMPTY } from './reportShape'

const query = graphql`
  query ReportBuilderPageQuery($id: ID!, $there: Boolean!) {
    teams {
      id
      name
      members {
        id
      }
    }
    kpis {
      kind
      zh
      en
      root
      dimensions
      definition {
        id
      }
      measures {
        key
        unit
        zh
        en
      }
    }
    dashboards {
      id
      version
      zh
      en
      mine
      owner
      cards {
        report
        cockpit
        x
        y
        w
        h
      }
    }
    report(id: $id) @include(if: $there) {
      id
      version
      zh
      en
      mine
      owner
      shared
      ...reportDraft_report
    }
  }
`
/** An id that is nobody's: a report that is begun has none yet. */
const NONE = 'report_00000000000000000000000000000000'

/** Builds a report: measures and dimensions put together, and beside them what it comes to. */
export function ReportBuilderPage() {
  const { t } = useLingui()
  const { reportId } = useParams({ strict: false }) as { reportId?: string }
  const mayBuild = useRight('Query.reportPreview')
  const narrow = useNarrow()
  if (!mayBuild || narrow)
    return (
      <Page title={t`Reports`} padded>
        {narrow && mayBuild ? (
          <EmptyState scene="list" title={t`Reports are built on a wider screen.`}>
            <Link to={paths.reports()}>{t`To the reports`}</Link>
          </EmptyState>
        ) : (
          <EmptyState scene="list" title={t`Your role does not include the figures of the firm.`} />
        )}
      </Page>
    )
  return (
    <Boundary page fallback={<SkeletonRows rows={10} />}>
      <Loaded key={reportId ?? 'new'} id={reportId ?? null} />
    </Boundary>
  )
}

function Loaded({ id }: { id: string | null }) {
  const { t } = useLingui()
  const { teams, kpis, report, dashboards } = useLazyLoadQuery<ReportBuilderPageQuery>(
    query,
    { id: id ?? NONE, there: id !== null },
    { fetchPolicy: 'store-and-network' },
  )
  const mayShare = useRight('Right.shareViews')
  const known = kpis.flatMap(({ definition, root, ...entry }) =>
    root === 'kpi' ? [{ ...entry, id: definition.id }] : [],
  )
  const draft = draftOf(report ?? null)
  if (id !== null && !report)
    return (
      <Page title={t`Reports`} padded>
        <EmptyState scene="list" title={t`There is no such report, or it is not shown to you.`}>
          <Link to={paths.reports()}>{t`To the reports`}</Link>
        </EmptyState>
      </Page>
    )
  const own = report && (report.mine || (report.owner === null && mayShare))
  return (
    <ReportBuilder
      first={draft ?? EMPTY}
      kept={report && own ? report : null}
      // Somebody else's is the beginning of one of one's own.
      named={report ? { zh: report.zh, en: report.en, shared: own ? report.shared : 'me' } : null}
      known={known}
      teams={teams}
      boards={dashboards.filter((board) => board.mine || (board.owner === null && mayShare))}
    />
  )
}
