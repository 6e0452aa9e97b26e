import { useLingui } from '@lingui/react/macro'
import { FileSpreadsheet, History } from 'lucide-react'
import { graphql, useLazyLoadQuery, usePaginationFragment } from 'react-relay'
import type { HistoryPanel_client$key } from '../__generated__/HistoryPanel_client.graphql'
import type { HistoryPanelPageQuery } from '../__generated__/HistoryPanelPageQuery.graphql'
import type { HistoryPanelQuery } from '../__generated__/HistoryPanelQuery.graphql'
import { ChangeList } from '../book/ChangeList'
import { dateTime } from '../format/date'
import { Failure } from '../relay/failure'
import { DataTable, LoadMore } from '../ui/DataTable'
import { EmptyState } from '../ui/EmptyState'
import { ErrorState } from '../ui/ErrorState'
import { Section } from '../ui/Page'
import { useFields } from '../viewer/useFields'

const query = graphql`
  query HistoryPanelQuery($id: ID!) {
    client(id: $id) {
      lineage {
        field
        file
        sheet
        row
        importedAt
        importedBy
      }
      ...HistoryPanel_client
    }
  }
`
const fragment = graphql`
  fragment HistoryPanel_client on Client
  @argumentDefinitions(first: { type: "Int", defaultValue: 30 }, after: { type: "String" })
  @refetchable(queryName: "HistoryPanelPageQuery") {
    history(first: $first, after: $after) @connection(key: "HistoryPanel_history") {
      totalCount
      edges {
        node {
          id
          at
          actor
          by {
            name
          }
          type
          action
          reason
          changes {
            field
            before
            after
          }
        }
      }
    }
  }
`

/** Who changed what and when, and from which row of which file a value came. */
export function HistoryPanel({ id }: { id: string }) {
  const { t } = useLingui()
  const { label } = useFields()
  const { client } = useLazyLoadQuery<HistoryPanelQuery>(query, { id }, { fetchPolicy: 'store-and-network' })
  if (!client) return <ErrorState failure={new Failure('NOT_FOUND', '')} />
  const lineage = client.lineage ?? []
  return (
    <>
      <Changes client={client} />
      <Section title={t`Origin of values`}>
        {lineage.length === 0 ? (
          <EmptyState small icon={<FileSpreadsheet size={20} />} title={t`No value came from a file.`} />
        ) : (
          <DataTable
            label={t`Origin of values`}
            heads={[
              { id: 'field', title: t`Field` },
              { id: 'file', title: t`File` },
              { id: 'row', title: t`Sheet and row` },
              { id: 'at', title: t`Imported` },
              { id: 'by', title: t`By` },
            ]}
          >
            {lineage.map((line) => (
              <tr key={`${line.field} ${line.importedAt}`}>
                <td>{label(line.field)}</td>
                <td>{line.file}</td>
                <td>{[line.sheet, line.row].filter((part) => part != null).join(' · ')}</td>
                <td>{dateTime(line.importedAt)}</td>
                <td>{line.importedBy}</td>
              </tr>
            ))}
          </DataTable>
        )}
      </Section>
    </>
  )
}

function Changes({ client }: { client: HistoryPanel_client$key }) {
  const { t } = useLingui()
  const { data, hasNext, isLoadingNext, loadNext } = usePaginationFragment<
    HistoryPanelPageQuery,
    HistoryPanel_client$key
  >(fragment, client)
  const rows = data.history?.edges ?? []
  return (
    <Section title={t`Changes`}>
      {data.history == null ? (
        <ErrorState failure={new Failure('FORBIDDEN', '')} />
      ) : rows.length === 0 ? (
        <EmptyState small icon={<History size={20} />} title={t`No change yet.`} />
      ) : (
        <DataTable
          label={t`Changes`}
          heads={[
            { id: 'at', title: t`When` },
            { id: 'actor', title: t`Who` },
            { id: 'what', title: t`What` },
            { id: 'reason', title: t`Reason` },
          ]}
        >
          {rows.map(({ node }) => (
            <tr key={node.id}>
              <td>{dateTime(node.at)}</td>
              <td>{node.by?.name ?? node.actor}</td>
              <td>
                <ChangeList action={node.action} type={node.type} changes={node.changes} />
              </td>
              <td>{node.reason ?? '—'}</td>
            </tr>
          ))}
        </DataTable>
      )}
      <LoadMore
        hasNext={hasNext}
        loading={isLoadingNext}
        onMore={() => loadNext(30)}
        shown={rows.length}
        total={data.history?.totalCount}
      />
    </Section>
  )
}
