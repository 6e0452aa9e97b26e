import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { MatchReceiptDialogClientQuery } from '../__generated__/MatchReceiptDialogClientQuery.graphql'
import type { MatchReceiptDialogMutation } from '../__generated__/MatchReceiptDialogMutation.graphql'
import type { MatchReceiptDialogQuery } from '../__generated__/MatchReceiptDialogQuery.graphql'
import { decimal } from '../format/money'
import type { Failure } from '../relay/failure'
import { useChange } from '../relay/useChange'
import { Badge } from '../ui/Badge'
import { Boundary } from '../ui/Boundary'
import { Button } from '../ui/Button'
import type { Item } from '../ui/Choice'
import { Dialog, DialogFooter, Stack } from '../ui/Dialog'
import { FailureLine } from '../ui/ErrorState'
import { SkeletonRows } from '../ui/Skeleton'
import { TextField } from '../ui/TextField'
import { toast } from '../ui/Toasts'
import css from './BooksPage.module.css'
import { ClientChoice } from './ClientChoice'
import { useNameOfClass } from './fundName'
import type { Receipt } from './PaymentsPage'
import { useWords } from './words'

const suggested = graphql`
  query MatchReceiptDialogQuery($id: ID!) {
    node(id: $id) {
      ... on PaymentReceipt {
        suggestions {
          reasons
          order {
            id
            kind
            amount
            appliedOn
            client {
              name
            }
            product {
              name
              currency
            }
            shareClass {
              name
            }
          }
        }
      }
    }
  }
`
const bought = graphql`
  query MatchReceiptDialogClientQuery($id: ID!) {
    client(id: $id) {
      transactions(first: 50) {
        nodes {
          id
          kind
          date
          gross
          reversed
          reverses {
            id
          }
          product {
            name
          }
          shareClass {
            name
          }
        }
      }
    }
  }
`
const mutation = graphql`
  mutation MatchReceiptDialogMutation($input: MatchReceiptInput!) {
    matchReceipt(input: $input) {
      id
      version
      state
      note
    }
  }
`
type Target = { order: string } | { transaction: string }
type Props = { receipt: Receipt; onDone: () => void; onClose: () => void }

/** Says what a payment is for: one of the orders it fits, or a purchase of a client that had none. */
export function MatchReceiptDialog({ receipt, onDone, onClose }: Props) {
  const { t, i18n } = useLingui()
  const [target, setTarget] = useState<Target | null>(null)
  const [client, setClient] = useState<Item | null>(null)
  const [note, setNote] = useState('')
  const [failure, setFailure] = useState<Failure | null>(null)
  const [run, busy] = useChange<MatchReceiptDialogMutation>(mutation)
  const confirm = async () => {
    if (!target) return
    const outcome = await run({
      input: { id: receipt.id, version: receipt.version, note: note.trim() || null, ...target },
    })
    if (!outcome.ok) return setFailure(outcome.failure)
    toast(t`The payment was matched.`)
    onDone()
    onClose()
  }
  return (
    <Dialog title={t`What is this payment for?`} open onClose={onClose} size={560}>
      <Stack>
        <p>
          {receipt.receivedOn} {receipt.payerName}{' '}
          <strong>
            {decimal(receipt.amount, i18n.locale, 2)} {receipt.currency}
          </strong>
          <span className={css.meta}>{receipt.remark}</span>
        </p>
        <Boundary fallback={<SkeletonRows rows={2} />}>
          <Suggestions id={receipt.id} target={target} onTarget={setTarget} />
        </Boundary>
        <ClientChoice
          label={t`Or a purchase of this client`}
          value={client}
          onChange={(next) => {
            setClient(next)
            setTarget(null)
          }}
        />
        {client && (
          <Boundary fallback={<SkeletonRows rows={2} />}>
            <Purchases id={client.value} target={target} onTarget={setTarget} />
          </Boundary>
        )}
        <TextField
          label={t`Note`}
          hint={t`A payer or an amount that differs stays marked; say here why it is right.`}
          value={note}
          maxLength={400}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        <FailureLine failure={failure} />
      </Stack>
      <DialogFooter>
        <Button onClick={onClose}>{t`Cancel`}</Button>
        <Button look="primary" busy={busy} disabled={!target} onClick={confirm}>
          {t`Match`}
        </Button>
      </DialogFooter>
    </Dialog>
  )
}

type PickProps = { id: string; target: Target | null; onTarget: (target: Target) => void }

function Suggestions({ id, target, onTarget }: PickProps) {
  const { t, i18n } = useLingui()
  const { word } = useWords()
  const nameOf = useNameOfClass()
  const { node } = useLazyLoadQuery<MatchReceiptDialogQuery>(suggested, { id }, { fetchPolicy: 'network-only' })
  const orders = (node?.suggestions ?? []).flatMap(({ order, reasons }) => (order ? [{ order, reasons }] : []))
  const why: Record<string, string> = { amount: t`the amount fits`, name: t`the name fits`, date: t`the same day` }
  if (orders.length === 0)
    return <p className={css.meta}>{t`No unpaid order of ten days around it fits by name or amount.`}</p>
  return (
    <fieldset className={css.choices}>
      <legend>{t`Orders it may be for`}</legend>
      {orders.map(({ order, reasons }) => (
        <label key={order.id} className={css.choice}>
          <input
            type="radio"
            name="target"
            checked={target !== null && 'order' in target && target.order === order.id}
            onChange={() => onTarget({ order: order.id })}
          />
          <span className={css.grow}>
            {order.client?.name ?? '—'} · {nameOf(order.product?.name ?? '—', order.shareClass?.name)}
            <span className={css.meta}>
              {order.appliedOn} {word('transactionKinds', order.kind ?? '')} {decimal(order.amount, i18n.locale, 2)}{' '}
              {order.product?.currency}
            </span>
          </span>
          <span>
            {reasons.map((reason) => (
              <Badge key={reason} hue="green">
                {why[reason] ?? reason}
              </Badge>
            ))}
          </span>
        </label>
      ))}
    </fieldset>
  )
}

function Purchases({ id, target, onTarget }: PickProps) {
  const { t, i18n } = useLingui()
  const { word } = useWords()
  const nameOf = useNameOfClass()
  const { client } = useLazyLoadQuery<MatchReceiptDialogClientQuery>(bought, { id }, { fetchPolicy: 'network-only' })
  const rows = (client?.transactions?.nodes ?? []).filter(
    (each) => (each.kind === 'initial' || each.kind === 'additional') && !each.reversed && !each.reverses,
  )
  if (rows.length === 0) return <p className={css.meta}>{t`The client has bought nothing yet.`}</p>
  return (
    <fieldset className={css.choices}>
      <legend>{t`Purchases`}</legend>
      {rows.map((each) => (
        <label key={each.id} className={css.choice}>
          <input
            type="radio"
            name="target"
            checked={target !== null && 'transaction' in target && target.transaction === each.id}
            onChange={() => onTarget({ transaction: each.id })}
          />
          <span className={css.grow}>
            {nameOf(each.product?.name ?? '—', each.shareClass?.name)}
            <span className={css.meta}>
              {each.date} {word('transactionKinds', each.kind)} {decimal(each.gross, i18n.locale, 2)} CNY
            </span>
          </span>
        </label>
      ))}
    </fieldset>
  )
}
