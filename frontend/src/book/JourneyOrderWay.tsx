import { useLingui } from '@lingui/react/macro'
import { lazy, Suspense, useState } from 'react'
import { graphql, useFragment } from 'react-relay'
import type { JourneyOrderWay_journey$key } from '../__generated__/JourneyOrderWay_journey.graphql'
import { paths } from '../paths'
import { Button } from '../ui/Button'
import { Link } from '../ui/Link'
import { useRight } from '../viewer/Viewer'
import css from './Journeys.module.css'
import { isLive, subscribes } from './orderWords'

const NewOrderDialog = lazy(() => import('./NewOrderDialog').then((l) => ({ default: l.NewOrderDialog })))

const fragment = graphql`
  fragment JourneyOrderWay_journey on Journey {
    expectedAmount
    client {
      id
      orders(first: 20) {
        nodes {
          id
          kind
          state
        }
      }
    }
  }
`

/** Whether a criterion is mended by an order: it rests on orders of the client. */
export const onOrders = (uses: readonly string[]) => uses.some((each) => each.startsWith('FundOrder.'))

/** The way to the order that a stage waits for: the one under way, or a new one. */
export function JourneyOrderWay({ journey }: { journey: JourneyOrderWay_journey$key }) {
  const { t } = useLingui()
  const { client, expectedAmount } = useFragment(fragment, journey)
  const mayAdd = useRight('Mutation.createOrder')
  const [adding, setAdding] = useState(false)
  if (!client) return null
  const under = client.orders?.nodes.find(({ kind, state }) => subscribes(kind) && isLive(state))
  if (under) {
    return (
      <Link to={paths.order(under.id)} className={css.mend}>
        {t`Open the order`}
      </Link>
    )
  }
  if (!mayAdd) {
    return (
      <Link to={paths.client(client.id, 'orders')} className={css.mend}>
        {t`Orders of the client`}
      </Link>
    )
  }
  return (
    <>
      <Button small onClick={() => setAdding(true)}>
        {t`Draft an order…`}
      </Button>
      <Suspense fallback={null}>
        {adding && <NewOrderDialog client={client.id} amount={expectedAmount ?? ''} onClose={() => setAdding(false)} />}
      </Suspense>
    </>
  )
}
