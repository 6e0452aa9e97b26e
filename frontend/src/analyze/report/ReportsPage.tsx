import { useLingui } from '@lingui/react/macro'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { ReportsPageQuery } from '../../__generated__/ReportsPageQuery.graphql'
import { paths } from '../../paths'
import type { Failure } from '../../relay/failure'
import { Boundary } from '../../ui/Boundary'
import { Button } from '../../ui/Button'
import { EmptyState } from '../../ui/EmptyState'
import { FailureLine } from '../../ui/ErrorState'
import { Page } from '../../ui/Page'
import { SkeletonRows } from '../../ui/Skeleton'
import { Tabs } from '../../ui/Tabs'
import { useNarrow } from '../../ui/useNarrow'
import { useGo, useSearchValues, useSetSearch } from '../../viewer/url'
import { useRight } from '../../viewer/Viewer'
import { BoardDialog } from './BoardDialog'
import { BoardRows, ReportRows } from './ReportRows'

const query = graphql`
  query ReportsPageQuery {
    reports {
      id
      version
      zh
      en
      mine
      owner
      shared
      ...reportDraft_report
    }
    dashboards {
      id
      version
      zh
      en
      mine
      owner
      shared
      cards {
        report
        cockpit
        x
        y
        w
        h
      }
    }
  }
`

/** Reports and boards that are one's own, one's team's and the firm's. */
export function ReportsPage() {
  const { t } = useLingui()
  const mayRead = useRight('Query.reportPreview')
  const narrow = useNarrow()
  const go = useGo()
  const { tab } = useSearchValues()
  const [naming, setNaming] = useState(false)
  const boards = tab === 'boards'
  if (!mayRead)
    return (
      <Page title={t`Reports`} padded>
        <EmptyState scene="list" title={t`Your role does not include the figures of the firm.`} />
      </Page>
    )
  return (
    <Page
      title={t`Reports`}
      padded
      actions={
        !narrow && (
          <Button look="primary" onClick={() => (boards ? setNaming(true) : go(paths.newReport()))}>
            <Plus size={14} aria-hidden="true" />
            {boards ? t`New board` : t`New report`}
          </Button>
        )
      }
    >
      <Boundary fallback={<SkeletonRows rows={8} />}>
        <Lists tab={boards ? 'boards' : 'reports'} />
      </Boundary>
      {naming && <BoardDialog board={null} onSaved={(id) => go(paths.board(id))} onClose={() => setNaming(false)} />}
    </Page>
  )
}

function Lists({ tab }: { tab: 'reports' | 'boards' }) {
  const { t } = useLingui()
  const setSearch = useSetSearch()
  const [made, setMade] = useState(0)
  const [failure, setFailure] = useState<Failure | null>(null)
  const { reports, dashboards } = useLazyLoadQuery<ReportsPageQuery>(
    query,
    {},
    { fetchPolicy: 'store-and-network', fetchKey: made },
  )
  const rows = { onFailure: setFailure, onChanged: () => setMade((n) => n + 1) }
  return (
    <>
      {failure && <FailureLine failure={failure} />}
      <Tabs
        label={t`Reports`}
        value={tab}
        onChange={(id) => setSearch({ tab: id === 'reports' ? null : id })}
        tabs={[
          { id: 'reports', title: t`Reports`, body: () => <ReportRows reports={reports} {...rows} /> },
          { id: 'boards', title: t`Boards`, body: () => <BoardRows boards={dashboards} {...rows} /> },
        ]}
      />
    </>
  )
}
