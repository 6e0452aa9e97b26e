import { useLingui } from '@lingui/react/macro'
import { History } from 'lucide-react'
import { graphql, useLazyLoadQuery, usePaginationFragment } from 'react-relay'
import type { ProductHistory_query$key } from '../__generated__/ProductHistory_query.graphql'
import type { ProductHistoryPageQuery } from '../__generated__/ProductHistoryPageQuery.graphql'
import type { ProductHistoryQuery } from '../__generated__/ProductHistoryQuery.graphql'
import { dateTime } from '../format/date'
import { DataTable, LoadMore } from '../ui/DataTable'
import { EmptyState } from '../ui/EmptyState'
import { Section } from '../ui/Page'
import { ChangeList } from './ChangeList'

const query = graphql`
  query ProductHistoryQuery($id: ID!) {
    ...ProductHistory_query @arguments(id: $id)
  }
`
const fragment = graphql`
  fragment ProductHistory_query on Query
  @argumentDefinitions(
    id: { type: "ID!" }
    first: { type: "Int", defaultValue: 30 }
    after: { type: "String" }
  )
  @refetchable(queryName: "ProductHistoryPageQuery") {
    fundHistory(product: $id, first: $first, after: $after)
      @connection(key: "ProductHistory_fundHistory", filters: ["product"]) {
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

/** Who changed what of a fund, its classes, fees, openings and NAVs, as far as the reader may see it. */
export function ProductHistory({ id }: { id: string }) {
  const { t } = useLingui()
  const root = useLazyLoadQuery<ProductHistoryQuery>(query, { id }, { fetchPolicy: 'store-and-network' })
  const { data, hasNext, isLoadingNext, loadNext } = usePaginationFragment<
    ProductHistoryPageQuery,
    ProductHistory_query$key
  >(fragment, root)
  const parts: Record<string, string> = {
    product: t`Fund`,
    share_class: t`Share class`,
    fee_terms: t`Fees`,
    open_day: t`Open days`,
    nav_point: t`NAV`,
  }
  const rows = data.fundHistory.edges
  return (
    <Section title={t`Changes`}>
      {rows.length === 0 ? (
        <EmptyState small icon={<History size={20} />} title={t`No change yet.`} />
      ) : (
        <DataTable
          label={t`Changes`}
          heads={[
            { id: 'at', title: t`When` },
            { id: 'actor', title: t`Who` },
            { id: 'part', title: t`Of what` },
            { id: 'what', title: t`What` },
            { id: 'reason', title: t`Reason` },
          ]}
        >
          {rows.map(({ node }) => (
            <tr key={node.id}>
              <td>{dateTime(node.at)}</td>
              <td>{node.by?.name ?? node.actor}</td>
              <td>{parts[node.type] ?? node.type}</td>
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
        total={data.fundHistory.totalCount}
      />
    </Section>
  )
}
