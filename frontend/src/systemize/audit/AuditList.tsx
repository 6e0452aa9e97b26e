import { useLingui } from '@lingui/react/macro'
import { graphql, useLazyLoadQuery, usePaginationFragment } from 'react-relay'
import type { AuditList_query$key } from '../../__generated__/AuditList_query.graphql'
import type { AuditListPageQuery } from '../../__generated__/AuditListPageQuery.graphql'
import type { AuditKind, AuditListQuery } from '../../__generated__/AuditListQuery.graphql'
import { ChangedFields } from '../../book/ChangeList'
import { dateTime } from '../../format/date'
import { paths } from '../../paths'
import { DataTable, LoadMore, wideCell } from '../../ui/DataTable'
import { EmptyState } from '../../ui/EmptyState'
import { Link } from '../../ui/Link'
import css from './Audit.module.css'
import { useAuditWords } from './useAuditWords'

const query = graphql`
  query AuditListQuery($kind: AuditKind, $by: ID, $client: ID, $since: DateTime, $until: DateTime) {
    ...AuditList_query @arguments(kind: $kind, by: $by, client: $client, since: $since, until: $until)
  }
`
const fragment = graphql`
  fragment AuditList_query on Query
  @argumentDefinitions(
    kind: { type: "AuditKind" }
    by: { type: "ID" }
    client: { type: "ID" }
    since: { type: "DateTime" }
    until: { type: "DateTime" }
    first: { type: "Int", defaultValue: 50 }
    after: { type: "String" }
  )
  @refetchable(queryName: "AuditListPageQuery") {
    auditLog(kind: $kind, by: $by, client: $client, since: $since, until: $until, first: $first, after: $after)
      @connection(key: "AuditList_auditLog", filters: ["kind", "by", "client", "since", "until"]) {
      edges {
        node {
          id
          at
          actor
          by {
            name
          }
          ip
          action
          type
          client {
            id
            name
          }
          about {
            name
          }
          changes {
            field
            before
            after
          }
          reason
        }
      }
    }
  }
`
type Props = {
  kind: AuditKind | null
  by: string | null
  client: string | null
  since: string | null
  until: string | null
}

/** Entries of the audit, the newest first; values are cut to what the reader may see. */
export function AuditList(asked: Props) {
  const { t } = useLingui()
  const word = useAuditWords()
  const whole = useLazyLoadQuery<AuditListQuery>(query, asked, { fetchPolicy: 'store-and-network' })
  const page = usePaginationFragment<AuditListPageQuery, AuditList_query$key>(fragment, whole)
  const who = (actor: string) =>
    actor.startsWith('system:') ? t`Startrail` : actor.startsWith('key:') ? t`API key` : '—'
  const { edges } = page.data.auditLog
  if (edges.length === 0)
    return (
      <EmptyState scene="filter" title={t`Nothing of that kind was done in that time.`}>
        {t`Look further back, or for another kind.`}
      </EmptyState>
    )
  return (
    <>
      <DataTable
        label={t`Entries of the audit`}
        heads={[
          { id: 'at', title: t`When` },
          { id: 'who', title: t`Who` },
          { id: 'from', title: t({ message: 'From', context: 'address' }), wide: true },
          { id: 'act', title: t({ message: 'What', context: 'act' }) },
          { id: 'whom', title: t({ message: 'Whom', context: 'act' }) },
          { id: 'values', title: t`Values`, wide: true },
          { id: 'reason', title: t`Reason`, wide: true },
        ]}
      >
        {edges.map(({ node }) => (
          <tr key={node.id}>
            <td className={css.at}>{dateTime(node.at)}</td>
            <td>{node.by?.name ?? who(node.actor)}</td>
            <td className={`${wideCell} ${css.mono}`}>{node.ip ?? '—'}</td>
            <td>
              {word('actions', node.action)}
              <span className={css.type}> {word('types', node.type)}</span>
            </td>
            <td>
              {node.client ? (
                <Link to={paths.client(node.client.id)}>{node.client.name ?? '—'}</Link>
              ) : (
                (node.about?.name ?? '—')
              )}
            </td>
            <td className={`${wideCell} ${css.values}`}>
              <ChangedFields action={node.action} type={node.type} changes={node.changes} />
            </td>
            <td className={`${wideCell} ${css.reason}`}>{node.reason ?? '—'}</td>
          </tr>
        ))}
      </DataTable>
      <LoadMore
        hasNext={page.hasNext}
        loading={page.isLoadingNext}
        onMore={() => page.loadNext(50)}
        shown={edges.length}
      />
    </>
  )
}
