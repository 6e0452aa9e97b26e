import { useLingui } from '@lingui/react/macro'
import { lazy, Suspense, useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { OrdersPanelQuery } from '../__generated__/OrdersPanelQuery.graphql'
import css from '../book/Orders.module.css'
import { useOrderAmount, useOrderWords } from '../book/orderWords'
import { dateTime } from '../format/date'
import { paths } from '../paths'
import { Badge } from '../ui/Badge'
import { Boundary } from '../ui/Boundary'
import { Button } from '../ui/Button'
import { DataTable, wideCell } from '../ui/DataTable'
import { EmptyState } from '../ui/EmptyState'
import { Link } from '../ui/Link'
import { Section } from '../ui/Page'
import { SkeletonRows } from '../ui/Skeleton'
import { useRight } from '../viewer/Viewer'

const AmlPanel = lazy(() => import('./AmlPanel').then((l) => ({ default: l.AmlPanel })))
const NewOrderDialog = lazy(() => import('../book/NewOrderDialog').then((l) => ({ default: l.NewOrderDialog })))

const query = graphql`
  query OrdersPanelQuery($id: ID!) {
    client(id: $id) {
      contactBlockedUntil
      orders(first: 50) {
        nodes {
          id
          kind
          state
          amount
          units
          appliedOn
          openOn
          product {
            name
            currency
          }
        }
      }
    }
  }
`

/** The orders of a client, until when he is left alone, and for compliance what it says of him. */
export function OrdersPanel({ id }: { id: string }) {
  const { t } = useLingui()
  const words = useOrderWords()
  const amountOf = useOrderAmount()
  const { client } = useLazyLoadQuery<OrdersPanelQuery>(query, { id }, { fetchPolicy: 'store-and-network' })
  const mayAdd = useRight('Mutation.createOrder')
  const mayAml = useRight('Mutation.setAmlState')
  const [adding, setAdding] = useState(false)
  const orders = client?.orders?.nodes ?? []
  return (
    <div className={css.view}>
      {client?.contactBlockedUntil && (
        <p className={css.clock}>
          {t`Contact blocked until ${dateTime(client.contactBlockedUntil)}: an order is cooling off. Greetings and calls wait.`}
        </p>
      )}
      <Section
        title={t`Orders`}
        actions={mayAdd && <Button small onClick={() => setAdding(true)}>{t`New order`}</Button>}
      >
        {orders.length === 0 ? (
          <EmptyState small title={t`No orders yet.`} />
        ) : (
          <DataTable
            label={t`Orders of the client`}
            heads={[
              { id: 'what', title: t({ message: 'Order', context: 'page' }) },
              { id: 'state', title: t`State` },
              { id: 'applied', title: t`Applied on`, wide: true },
              { id: 'open', title: t`Open day`, wide: true },
            ]}
          >
            {orders.map((order) => (
              <tr key={order.id}>
                <td>
                  <Link to={paths.order(order.id)}>{order.product?.name ?? '—'}</Link>
                  <div>
                    {words.kind(order.kind)} · {amountOf(order)}
                  </div>
                </td>
                <td>
                  <Badge hue={words.hue(order.state)}>{words.state(order.state)}</Badge>
                </td>
                <td className={wideCell}>{order.appliedOn ?? '—'}</td>
                <td className={wideCell}>{order.openOn ?? '—'}</td>
              </tr>
            ))}
          </DataTable>
        )}
      </Section>
      {mayAml && (
        <Boundary fallback={<SkeletonRows rows={3} />}>
          <AmlPanel id={id} />
        </Boundary>
      )}
      <Suspense fallback={null}>{adding && <NewOrderDialog client={id} onClose={() => setAdding(false)} />}</Suspense>
    </div>
  )
}
