import { useLingui } from '@lingui/react/macro'
import { lazy, Suspense, useState } from 'react'
import { graphql, useFragment } from 'react-relay'
import type { OrderMoves_order$key } from '../__generated__/OrderMoves_order.graphql'
import type { OrderMovesCheckMutation } from '../__generated__/OrderMovesCheckMutation.graphql'
import type { OrderMovesPayMutation } from '../__generated__/OrderMovesPayMutation.graphql'
import type { OrderMovesSettleMutation } from '../__generated__/OrderMovesSettleMutation.graphql'
import type { OrderMovesSubmitMutation } from '../__generated__/OrderMovesSubmitMutation.graphql'
import type { Failure } from '../relay/failure'
import { type Outcome, useChange } from '../relay/useChange'
import { Button } from '../ui/Button'
import { FailureLine } from '../ui/ErrorState'
import { toast } from '../ui/Toasts'
import { useRight } from '../viewer/Viewer'
import css from './Orders.module.css'
import { isLive, subscribes } from './orderWords'

const SignOrderDialog = lazy(() => import('./SignOrderDialog').then((l) => ({ default: l.SignOrderDialog })))
const VisitDialog = lazy(() => import('./VisitDialog').then((l) => ({ default: l.VisitDialog })))
const OrderWordDialog = lazy(() => import('./OrderWordDialog').then((l) => ({ default: l.OrderWordDialog })))
const CancelOrderDialog = lazy(() => import('./CancelOrderDialog').then((l) => ({ default: l.CancelOrderDialog })))

const fragment = graphql`
  fragment OrderMoves_order on FundOrder {
    id
    version
    kind
    state
    cooledAt
    difference
    differenceNote
    client {
      id
    }
  }
`
const check = graphql`
  mutation OrderMovesCheckMutation($input: CheckOrderInput!) {
    checkOrder(input: $input) {
      ...OrderMoves_order
    }
  }
`
const pay = graphql`
  mutation OrderMovesPayMutation($input: PayOrderInput!) {
    payOrder(input: $input) {
      ...OrderMoves_order
    }
  }
`
const submit = graphql`
  mutation OrderMovesSubmitMutation($input: SubmitOrderInput!) {
    submitOrder(input: $input) {
      ...OrderMoves_order
    }
  }
`
const settle = graphql`
  mutation OrderMovesSettleMutation($input: SettleOrderDifferenceInput!) {
    settleOrderDifference(input: $input) {
      ...OrderMoves_order
    }
  }
`
type Asked = 'sign' | 'visit' | 'submit' | 'cancel' | 'settle'
type Props = { order: OrderMoves_order$key; onChanged: () => void }

/** The moves that an order allows as it stands, for whoever may make them. */
export function OrderMoves({ order: ref, onChanged }: Props) {
  const { t } = useLingui()
  const order = useFragment(fragment, ref)
  const [runCheck, a] = useChange<OrderMovesCheckMutation>(check)
  const [runPay, b] = useChange<OrderMovesPayMutation>(pay)
  const [runSubmit] = useChange<OrderMovesSubmitMutation>(submit)
  const [runSettle] = useChange<OrderMovesSettleMutation>(settle)
  const [asked, setAsked] = useState<Asked | null>(null)
  const [failure, setFailure] = useState<Failure | null>(null)
  const may = {
    check: useRight('Mutation.checkOrder'),
    sign: useRight('Mutation.signOrder'),
    pay: useRight('Mutation.payOrder'),
    visit: useRight('Mutation.visitOrder'),
    submit: useRight('Mutation.submitOrder'),
    cancel: useRight('Mutation.cancelOrder'),
    settle: useRight('Mutation.settleOrderDifference'),
  }
  const { id, version, state } = order
  const told = async (outcome: Promise<Outcome<unknown>>, done: string): Promise<Failure | null> => {
    const found = await outcome
    setFailure(found.ok ? null : found.failure)
    if (!found.ok) return found.failure
    toast(done)
    onChanged()
    return null
  }
  const close = () => setAsked(null)
  const buys = subscribes(order.kind)
  const live = state != null && isLive(state)
  const ready = state === 'visited' || (state === 'draft' && !buys)
  return (
    <>
      <div className={css.acts}>
        {state === 'draft' && buys && may.check && (
          <Button
            small
            look="primary"
            busy={a}
            onClick={() => void told(runCheck({ input: { id, version } }), t`The order is suitable.`)}
          >{t`Check suitability`}</Button>
        )}
        {state === 'suitability_ok' && may.sign && (
          <Button small look="primary" onClick={() => setAsked('sign')}>{t`Signed…`}</Button>
        )}
        {state === 'signed' && may.pay && (
          <Button
            small
            look="primary"
            busy={b}
            onClick={() => void told(runPay({ input: { id, seen: version } }), t`Paid: the cooling-off begins.`)}
          >{t`Confirm the payment`}</Button>
        )}
        {state === 'cooling_off' && order.cooledAt && may.visit && (
          <Button small look="primary" onClick={() => setAsked('visit')}>{t`Return visit…`}</Button>
        )}
        {ready && may.submit && (
          <Button small look="primary" onClick={() => setAsked('submit')}>{t`Hand to the registrar…`}</Button>
        )}
        {order.difference && !order.differenceNote && may.settle && (
          <Button small look="primary" onClick={() => setAsked('settle')}>{t`Settle the difference…`}</Button>
        )}
        {live && may.cancel && <Button small onClick={() => setAsked('cancel')}>{t`Cancel the order…`}</Button>}
      </div>
      {failure?.code !== 'EXIT_CRITERION_UNMET' && <FailureLine failure={failure} />}
      <Suspense fallback={null}>
        {asked === 'sign' && order.client && (
          <SignOrderDialog order={order} client={order.client.id} onSaved={onChanged} onClose={close} />
        )}
        {asked === 'visit' && <VisitDialog order={order} onSaved={onChanged} onClose={close} />}
        {asked === 'cancel' && <CancelOrderDialog order={order} onSaved={onChanged} onClose={close} />}
        {asked === 'submit' && (
          <OrderWordDialog
            title={t`Hand to the registrar`}
            label={t`Application number`}
            confirm={t`Hand over`}
            onSay={(reference) =>
              told(runSubmit({ input: { id, version, reference: reference || null } }), t`Handed to the registrar.`)
            }
            onClose={close}
          />
        )}
        {asked === 'settle' && (
          <OrderWordDialog
            title={t`Settle the difference`}
            label={t`What became of it`}
            confirm={t`Settle`}
            required
            onSay={(note) => told(runSettle({ input: { id, version, note } }), t`The difference is settled.`)}
            onClose={close}
          />
        )}
      </Suspense>
    </>
  )
}
