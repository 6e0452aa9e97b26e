import { useLingui } from '@lingui/react/macro'
import { FileSpreadsheet, History } from 'lucide-react'
import { Suspense, useState } from 'react'
import { graphql, useLazyLoadQuery, usePaginationFragment } from 'react-relay'
import type { HistoryPanel_client$key } from '../__generated__/HistoryPanel_client.graphql'
import type { HistoryPanelMergedQuery } from '../__generated__/HistoryPanelMergedQuery.graphql'
import type { HistoryPanelPageQuery } from '../__generated__/HistoryPanelPageQuery.graphql'
import type { HistoryPanelQuery } from '../__generated__/HistoryPanelQuery.graphql'
import { ChangeList } from '../book/ChangeList'
import { dateTime } from '../format/date'
import { Failure } from '../relay/failure'
import { TextButton } from '../ui/Button'
import { DataTable, LoadMore } from '../ui/DataTable'
import { EmptyState } from '../ui/EmptyState'
import { ErrorState } from '../ui/ErrorState'
import { Section } from '../ui/Page'
import { SkeletonRows } from '../ui/Skeleton'
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
      merges {
        id
        mergedAt
        other {
          id
          name
          idNumber
        }
      }
      ...HistoryPanel_client
    }
  }
`
const mergedQuery = graphql`
  query HistoryPanelMergedQuery($id: ID!) {
    client(id: $id) {
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
      <Changes client={client} title={t`Changes`} />
      {client.merges?.map(
        ({ id: merge, mergedAt, other }) => other && <Merged key={merge} other={other} on={mergedAt} />,
      )}
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

type MergedProps = {
  other: { readonly id: string; readonly name: string | null | undefined; readonly idNumber: string | null | undefined }
  on: string
}

/** The history of a record that became part of this one, under its old name and number, as it was when it went over. */
function Merged({ other, on }: MergedProps) {
  const { t } = useLingui()
  const [open, setOpen] = useState(false)
  const name = [other.name ?? t`another record`, other.idNumber].filter(Boolean).join(' · ')
  const day = dateTime(on).slice(0, 10)
  if (open)
    return (
      <Suspense fallback={<SkeletonRows rows={4} />}>
        <MergedChanges id={other.id} title={t`Changes of the merged record ${name}, until ${day}`} />
      </Suspense>
    )
  return (
    <p>
      <TextButton onClick={() => setOpen(true)}>{t`Show the changes of the merged record ${name}`}</TextButton>
    </p>
  )
}

function MergedChanges({ id, title }: { id: string; title: string }) {
  const { client } = useLazyLoadQuery<HistoryPanelMergedQuery>(
    mergedQuery,
    { id },
    { fetchPolicy: 'store-and-network' },
  )
  return client ? <Changes client={client} title={title} /> : <ErrorState failure={new Failure('NOT_FOUND', '')} />
}

function Changes({ client, title }: { client: HistoryPanel_client$key; title: string }) {
  const { t } = useLingui()
  const { data, hasNext, isLoadingNext, loadNext } = usePaginationFragment<
    HistoryPanelPageQuery,
    HistoryPanel_client$key
  >(fragment, client)
  const rows = data.history?.edges ?? []
  return (
    <Section title={title}>
      {data.history == null ? (
        <ErrorState failure={new Failure('FORBIDDEN', '')} />
      ) : rows.length === 0 ? (
        <EmptyState small icon={<History size={20} />} title={t`No change yet.`} />
      ) : (
        <DataTable
          label={title}
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
