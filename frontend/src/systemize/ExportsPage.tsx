import { useLingui } from '@lingui/react/macro'
import { useEffect, useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { ExportsPageQuery, ExportsPageQuery$data } from '../__generated__/ExportsPageQuery.graphql'
import { Button } from '../ui/Button'
import { DataTable } from '../ui/DataTable'
import { EmptyState } from '../ui/EmptyState'
import { Page } from '../ui/Page'
import { useRight } from '../viewer/Viewer'
import { DecideExportDialog } from './DecideExportDialog'
import { ExportLine } from './ExportLine'
import { ExportRules } from './ExportRules'
import { UNDER_WAY } from './exportWords'
import { WholeExportDialog } from './WholeExportDialog'

const query = graphql`
  query ExportsPageQuery {
    exportRules {
      rowsAlone
      keptDays
    }
    exports(first: 50) {
      totalCount
      nodes {
        id
        version
        relation
        list
        format
        columns
        filteredBy
        reason
        state
        rows
        progress
        leftOut
        size
        askedAt
        expiresAt
        fault
        decisionNote
        askedBy {
          name
        }
        decidedBy {
          name
        }
      }
    }
  }
`

export type ShownExport = ExportsPageQuery$data['exports']['nodes'][number]

/** What was exported, how far it is, and what waits for somebody to agree. */
export function ExportsPage() {
  const { t } = useLingui()
  const [fetchKey, setFetchKey] = useState(0)
  const { exports, exportRules } = useLazyLoadQuery<ExportsPageQuery>(
    query,
    {},
    { fetchPolicy: 'store-and-network', fetchKey },
  )
  const reload = () => setFetchKey((key) => key + 1)
  const [deciding, setDeciding] = useState<ShownExport | null>(null)
  const mayAskWhole = useRight('Mutation.requestFirmExport')
  const [asking, setAsking] = useState(false)
  const busy = exports.nodes.some((each) => UNDER_WAY.includes(each.state))
  useEffect(() => {
    if (!busy) return
    const timer = setInterval(() => setFetchKey((key) => key + 1), 1_000)
    return () => clearInterval(timer)
  }, [busy])
  return (
    <Page
      title={t`Exports`}
      actions={mayAskWhole && <Button onClick={() => setAsking(true)}>{t`All data of the firm…`}</Button>}
    >
      <ExportRules rules={exportRules} onChanged={reload} />
      {exports.nodes.length === 0 ? (
        <EmptyState scene="list" title={t`No exports yet.`}>
          {t`A list can be exported from the page that shows it.`}
        </EmptyState>
      ) : (
        <DataTable
          label={t`Exports`}
          heads={[
            { id: 'list', title: t`List` },
            { id: 'asked', title: t`Asked` },
            { id: 'reason', title: t`What for` },
            { id: 'state', title: t`State` },
            { id: 'rows', title: t`Rows`, end: true },
            { id: 'until', title: t`Kept until` },
            { id: 'action', title: '', end: true },
          ]}
        >
          {exports.nodes.map((each) => (
            <ExportLine key={each.id} item={each} onChanged={reload} onDecide={() => setDeciding(each)} />
          ))}
        </DataTable>
      )}
      {asking && <WholeExportDialog onChanged={reload} onClose={() => setAsking(false)} />}
      {deciding && <DecideExportDialog item={deciding} onChanged={reload} onClose={() => setDeciding(null)} />}
    </Page>
  )
}
