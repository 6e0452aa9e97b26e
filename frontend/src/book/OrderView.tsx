import { useLingui } from '@lingui/react/macro'
import { useCallback, useMemo, useState } from 'react'
import { graphql, useLazyLoadQuery, useSubscription } from 'react-relay'
import type { GraphQLSubscriptionConfig } from 'relay-runtime'
import type { OrderViewQuery } from '../__generated__/OrderViewQuery.graphql'
import type { OrderViewSubscription } from '../__generated__/OrderViewSubscription.graphql'
import { dateTime } from '../format/date'
import { decimal } from '../format/money'
import { paths } from '../paths'
import { Failure } from '../relay/failure'
import { Badge } from '../ui/Badge'
import { Boundary } from '../ui/Boundary'
import { ErrorState } from '../ui/ErrorState'
import { Link } from '../ui/Link'
import { Section } from '../ui/Page'
import { SkeletonRows } from '../ui/Skeleton'
import { useMinute } from '../ui/useMinute'
import { useRight } from '../viewer/Viewer'
import { OrderHistory } from './OrderHistory'
import { OrderMissing } from './OrderMissing'
import { OrderMoves } from './OrderMoves'
import { OrderPayments } from './OrderPayments'
import css from './Orders.module.css'
import { subscribes, useOrderAmount, useOrderWords, WAY, WAY_OUT } from './orderWords'

const query = graphql`
  query OrderViewQuery($id: ID!) {
    order(id: $id) {
      id
      version
      kind
      state
      amount
      units
      fee
      appliedOn
      openOn
      reference
      signing
      coolingUntil
      cooledAt
      refund
      difference
      differenceNote
      client {
        id
        name
      }
      product {
        id
        name
        currency
        fundKind
      }
      seller {
        name
      }
      ...OrderMoves_order
      ...OrderPayments_order
      ...OrderHistory_order
    }
  }
`

const subscription = graphql`
  subscription OrderViewSubscription($id: ID!) {
    orderChanged(id: $id) {
      id
      version
      state
    }
  }
`

/** An order with its steps, its clock, what it lacks and how to mend that. */
export function OrderView({ id }: { id: string }) {
  const { t, i18n } = useLingui()
  const words = useOrderWords()
  const amountOf = useOrderAmount()
  const [turn, setTurn] = useState(0)
  const { order } = useLazyLoadQuery<OrderViewQuery>(
    query,
    { id },
    { fetchPolicy: turn ? 'network-only' : 'store-and-network', fetchKey: turn },
  )
  const mayAsk = useRight('Query.orderNext')
  const again = useCallback(() => setTurn((n) => n + 1), [])
  // What it lacks follows from more than itself, so all of it is asked for anew.
  const config = useMemo<GraphQLSubscriptionConfig<OrderViewSubscription>>(
    () => ({ subscription, variables: { id }, onNext: again }),
    [id, again],
  )
  useSubscription(config)
  if (!order) return <ErrorState failure={new Failure('NOT_FOUND', '')} />
  const way: readonly string[] = subscribes(order.kind) ? WAY : WAY_OUT
  const here = way.indexOf(order.state ?? '')
  const ended = here < 0
  return (
    <div className={css.view}>
      <ol className={css.steps} aria-label={t`Steps of the order`}>
        {way.map((state, n) => (
          <li key={state} data-done={n < here ? 'yes' : 'no'} aria-current={n === here ? 'step' : undefined}>
            {words.state(state)}
          </li>
        ))}
        {ended && <li aria-current="step">{words.state(order.state)}</li>}
      </ol>
      {order.state === 'cooling_off' && <Clock until={order.coolingUntil} over={order.cooledAt != null} />}
      {order.difference && (
        <p>
          <Badge hue={order.differenceNote ? 'neutral' : 'red'}>{words.difference(order.difference)}</Badge>{' '}
          {order.differenceNote}
        </p>
      )}
      <dl className={css.facts}>
        <Fact title={t`Client`}>
          {order.client ? <Link to={paths.client(order.client.id, 'orders')}>{order.client.name}</Link> : '—'}
        </Fact>
        <Fact title={t`Fund`}>
          {order.product ? <Link to={paths.product(order.product.id)}>{order.product.name}</Link> : '—'}
        </Fact>
        <Fact title={t`Kind`}>{words.kind(order.kind)}</Fact>
        <Fact title={t`Amount`}>{amountOf(order)}</Fact>
        {order.fee != null && <Fact title={t`Fee in it`}>{decimal(order.fee, i18n.locale, 2)}</Fact>}
        <Fact title={t`Applied on`}>{order.appliedOn ?? '—'}</Fact>
        <Fact title={t`Open day`}>{order.openOn ?? '—'}</Fact>
        <Fact title={t`Seller`}>{order.seller?.name ?? '—'}</Fact>
        {order.reference && <Fact title={t`Application number`}>{order.reference}</Fact>}
        {order.refund && <Fact title={t`Refund`}>{order.refund}</Fact>}
      </dl>
      <OrderMoves order={order} onChanged={again} />
      {mayAsk && here >= 0 && order.state !== 'confirmed' && order.state !== 'submitted' && (
        <Section title={t`What the next step lacks`}>
          <Boundary fallback={<SkeletonRows rows={3} />}>
            <OrderMissing key={turn} id={order.id} client={order.client?.id ?? null} />
          </Boundary>
        </Section>
      )}
      <OrderPayments order={order} onChanged={again} />
      <OrderHistory order={order} />
    </div>
  )
}

function Fact({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <div>
      <dt>{title}</dt>
      <dd>{children}</dd>
    </div>
  )
}

/** How long it still cools off; it is over when the server says so. */
function Clock({ until, over }: { until: string | null | undefined; over: boolean }) {
  const { t } = useLingui()
  const now = useMinute()
  if (over) return <p className={css.clock}>{t`The cooling-off is over: the return visit can be held.`}</p>
  const left = Math.max(0, Math.ceil((Date.parse(until ?? '') - now.getTime()) / 60_000))
  const [hours, minutes] = [Math.floor(left / 60), left % 60]
  return (
    <div className={css.clock} role="timer">
      <strong>{t`${hours} h ${minutes} min`}</strong>
      <span>{t`Cooling off until ${dateTime(until)}. Nobody contacts the client before.`}</span>
    </div>
  )
}
