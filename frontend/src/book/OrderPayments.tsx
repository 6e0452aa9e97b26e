import { useLingui } from '@lingui/react/macro'
import { lazy, Suspense, useState } from 'react'
import { graphql, useFragment } from 'react-relay'
import type { OrderPayments_order$key } from '../__generated__/OrderPayments_order.graphql'
import type { OrderPaymentsDecideMutation } from '../__generated__/OrderPaymentsDecideMutation.graphql'
import { decimal } from '../format/money'
import { useChange } from '../relay/useChange'
import { Badge } from '../ui/Badge'
import { TextButton } from '../ui/Button'
import { Section } from '../ui/Page'
import { toast } from '../ui/Toasts'
import { useRight } from '../viewer/Viewer'
import css from './Orders.module.css'
import { subscribes, useOrderWords } from './orderWords'

const OrderWordDialog = lazy(() => import('./OrderWordDialog').then((l) => ({ default: l.OrderWordDialog })))
const PayerDialog = lazy(() => import('./PayerDialog').then((l) => ({ default: l.PayerDialog })))

const fragment = graphql`
  fragment OrderPayments_order on FundOrder {
    id
    kind
    state
    client {
      id
      name
    }
    receipts {
      id
      amount
      currency
      payerName
      receivedOn
      state
    }
    payers {
      id
      version
      receipt
      state
      payerRelation
      reason
      note
      isMine
      askedBy {
        name
      }
      document {
        name
      }
    }
  }
`
const decide = graphql`
  mutation OrderPaymentsDecideMutation($input: DecideOrderPayerInput!) {
    decideOrderPayer(input: $input) {
      ...OrderPayments_order
    }
  }
`
type Props = { order: OrderPayments_order$key; onChanged: () => void }

/** Payments for an order; another person's is accepted only with relation, proof and a second pair of eyes. */
export function OrderPayments({ order: ref, onChanged }: Props) {
  const { t, i18n } = useLingui()
  const words = useOrderWords()
  const order = useFragment(fragment, ref)
  const [run] = useChange<OrderPaymentsDecideMutation>(decide)
  const mayAsk = useRight('Mutation.askOrderPayer')
  const mayDecide = useRight('Mutation.decideOrderPayer')
  const [asking, setAsking] = useState<string | null>(null)
  const [deciding, setDeciding] = useState<{ id: string; version: number; accept: boolean } | null>(null)
  const { receipts, payers } = order
  if (!subscribes(order.kind) || !receipts || (receipts.length === 0 && !payers?.length)) return null
  const names: Record<string, string> = {
    pending: t`Waits for a second person`,
    accepted: t`Accepted`,
    refused: t({ message: 'Refused', context: 'payer' }),
  }
  const alien = (id: string) => receipts.find((each) => each.id === id)
  return (
    <Section title={t`Payments`}>
      <ul className={css.past}>
        {receipts.map((each) => (
          <li key={each.id}>
            <span>
              {decimal(each.amount, i18n.locale, 2)} {each.currency} · {each.payerName} · {each.receivedOn}{' '}
              {each.payerName !== order.client?.name && <Badge hue="amber">{t`Another payer`}</Badge>}
            </span>
            {mayAsk && order.state === 'signed' && each.payerName !== order.client?.name && (
              <span>
                <TextButton onClick={() => setAsking(each.id)}>{t`Ask to accept this payer…`}</TextButton>
              </span>
            )}
          </li>
        ))}
        {(payers ?? []).map((each) => (
          <li key={each.id}>
            <span>
              <Badge hue={each.state === 'accepted' ? 'green' : each.state === 'refused' ? 'red' : 'amber'}>
                {names[each.state] ?? each.state}
              </Badge>{' '}
              {words.relation(each.payerRelation)} · {alien(each.receipt)?.payerName} · {each.document?.name}
            </span>
            <small>
              {each.askedBy?.name}：{each.reason} {each.note}
            </small>
            {mayDecide && each.state === 'pending' && !each.isMine && (
              <span className={css.acts}>
                {[true, false].map((accept) => (
                  <TextButton
                    key={String(accept)}
                    onClick={() => setDeciding({ id: each.id, version: each.version, accept })}
                  >
                    {accept ? t`Accept…` : t`Refuse…`}
                  </TextButton>
                ))}
              </span>
            )}
          </li>
        ))}
      </ul>
      <Suspense fallback={null}>
        {asking && order.client && (
          <PayerDialog
            order={order.id}
            receipt={asking}
            client={order.client.id}
            onSaved={onChanged}
            onClose={() => setAsking(null)}
          />
        )}
        {deciding && (
          <OrderWordDialog
            title={deciding.accept ? t`Accept the payer` : t`Refuse the payer`}
            label={t`Note`}
            confirm={deciding.accept ? t`Accept` : t`Refuse`}
            required={!deciding.accept}
            onSay={async (note) => {
              const { id, version, accept } = deciding
              const outcome = await run({ input: { payer: id, seen: version, accept, note: note || null } })
              if (!outcome.ok) return outcome.failure
              toast(accept ? t`The payer is accepted.` : t`The payer is refused.`)
              onChanged()
              return null
            }}
            onClose={() => setDeciding(null)}
          />
        )}
      </Suspense>
    </Section>
  )
}
