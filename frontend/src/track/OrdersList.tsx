import { useLingui } from '@lingui/react/macro'
import { graphql, useLazyLoadQuery, usePaginationFragment } from 'react-relay'
import type { OrdersList_query$key } from '../__generated__/OrdersList_query.graphql'
import type { OrdersListPageQuery } from '../__generated__/OrdersListPageQuery.graphql'
import type { FundOrderFilter, FundOrderOrder, OrdersListQuery } from '../__generated__/OrdersListQuery.graphql'
import css from '../book/Orders.module.css'
import { useOrderAmount, useOrderWords } from '../book/orderWords'
import { count } from '../format/money'
import { paths } from '../paths'
import { Badge } from '../ui/Badge'
import { DataTable, LoadMore, wideCell } from '../ui/DataTable'
import { EmptyState } from '../ui/EmptyState'
import { Link } from '../ui/Link'
import { Moment } from '../ui/Moment'

const query = graphql`
  query OrdersListQuery($filter: FundOrderFilter, $orderBy: [FundOrderOrder!]) {
    ...OrdersList_query @arguments(filter: $filter, orderBy: $orderBy)
  }
`
const fragment = graphql`
  fragment OrdersList_query on Query
  @argumentDefinitions(
    filter: { type: "FundOrderFilter" }
    orderBy: { type: "[FundOrderOrder!]" }
    first: { type: "Int", defaultValue: 40 }
    after: { type: "String" }
  )
  @refetchable(queryName: "OrdersListPageQuery") {
    orders(filter: $filter, orderBy: $orderBy, first: $first, after: $after)
      @connection(key: "OrdersList_orders", filters: ["filter", "orderBy"]) {
      totalCount
      edges {
        node {
          id
          kind
          state
          amount
          units
          openOn
          coolingUntil
          cooledAt
          difference
          differenceNote
          client {
            id
            name
          }
          product {
            name
            currency
          }
          seller {
            name
          }
        }
      }
    }
  }
`
type Props = { filter: FundOrderFilter; orderBy: FundOrderOrder[] | null }

/** The orders that a filter names; each leads to its page. */
export function OrdersList({ filter, orderBy }: Props) {
  const { t, i18n } = useLingui()
  const words = useOrderWords()
  const amountOf = useOrderAmount()
  const whole = useLazyLoadQuery<OrdersListQuery>(query, { filter, orderBy }, { fetchPolicy: 'store-and-network' })
  const page = usePaginationFragment<OrdersListPageQuery, OrdersList_query$key>(fragment, whole)
  const { edges, totalCount } = page.data.orders
  if (edges.length === 0)
    return (
      <EmptyState scene="filter" title={t`No orders to show.`}>
        {t`Orders begin on a client's page or here; others may be hidden by the filter.`}
      </EmptyState>
    )
  return (
    <>
      <p className={css.count}>{t`${count(totalCount ?? edges.length, i18n.locale)} orders`}</p>
      <DataTable
        label={t`Orders`}
        heads={[
          { id: 'client', title: t`Client` },
          { id: 'what', title: t({ message: 'Order', context: 'page' }) },
          { id: 'state', title: t`State` },
          { id: 'open', title: t`Open day`, wide: true },
          { id: 'seller', title: t`Seller`, wide: true },
        ]}
      >
        {edges.map(({ node }) => (
          <tr key={node.id}>
            <td>{node.client?.name ?? '—'}</td>
            <td>
              <Link to={paths.order(node.id)}>{node.product?.name ?? '—'}</Link>
              <div>
                {words.kind(node.kind)} · {amountOf(node)}
              </div>
            </td>
            <td>
              <Badge hue={words.hue(node.state)}>{words.state(node.state)}</Badge>
              {node.state === 'cooling_off' && (
                <div>
                  {node.cooledAt ? (
                    t`Waits for the return visit`
                  ) : (
                    <>
                      {t`until`} <Moment at={node.coolingUntil} exact />
                    </>
                  )}
                </div>
              )}
              {node.difference && !node.differenceNote && (
                <div>
                  <Badge hue="red">{words.difference(node.difference)}</Badge>
                </div>
              )}
            </td>
            <td className={wideCell}>{node.openOn ?? '—'}</td>
            <td className={wideCell}>{node.seller?.name ?? '—'}</td>
          </tr>
        ))}
      </DataTable>
      <LoadMore
        hasNext={page.hasNext}
        loading={page.isLoadingNext}
        onMore={() => page.loadNext(40)}
        shown={edges.length}
        total={totalCount ?? undefined}
      />
    </>
  )
}
