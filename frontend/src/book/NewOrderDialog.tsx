import { useLingui } from '@lingui/react/macro'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { graphql } from 'react-relay'
import type { NewOrderDialogMutation } from '../__generated__/NewOrderDialogMutation.graphql'
import { parseMoney } from '../format/money'
import { paths } from '../paths'
import type { Failure } from '../relay/failure'
import { useChange } from '../relay/useChange'
import { Button } from '../ui/Button'
import { Choice, type Item } from '../ui/Choice'
import { DateField } from '../ui/DateField'
import { Dialog, DialogFooter, Stack } from '../ui/Dialog'
import { FailureLine } from '../ui/ErrorState'
import { TextField } from '../ui/TextField'
import { toast } from '../ui/Toasts'
import { ClientChoice } from './ClientChoice'
import { type Fund, FundChoice } from './FundChoice'
import { subscribes, useOrderWords } from './orderWords'

const mutation = graphql`
  mutation NewOrderDialogMutation($input: CreateOrderInput!) {
    createOrder(input: $input) {
      id
    }
  }
`
type Props = {
  /** Whose it is, and of what, where that is known already. */
  client?: string
  fund?: Fund
  kind?: string
  amount?: string
  openOn?: string | null
  onClose: () => void
}

/** Begins an order: who, which fund, how much, for which open day. It opens as a draft. */
export function NewOrderDialog({ client, fund, onClose, ...known }: Props) {
  const { t } = useLingui()
  const words = useOrderWords()
  const navigate = useNavigate()
  const [run, busy] = useChange<NewOrderDialogMutation>(mutation)
  const [who, setWho] = useState<Item | null>(null)
  const [which, setWhich] = useState<Fund | null>(fund ?? null)
  const [own, setOwn] = useState<string | null>(null)
  const [kind, setKind] = useState(known.kind ?? 'initial')
  const [amount, setAmount] = useState(known.amount ?? '')
  const [openOn, setOpenOn] = useState<string | null>(known.openOn ?? null)
  const [failure, setFailure] = useState<Failure | null>(null)
  const buys = subscribes(kind)
  const money = parseMoney(amount)
  const units = /^\d{1,12}(\.\d{1,6})?$/.test(amount.trim()) ? amount.trim() : null
  const whose = client ?? who?.value
  const ready = Boolean(whose && which && (buys ? money : units))
  const save = async () => {
    if (!whose || !which) return
    const outcome = await run({
      input: {
        client: whose,
        product: which.value,
        shareClass: own,
        kind,
        amount: buys ? money : null,
        units: buys ? null : units,
        openOn,
      },
    })
    if (!outcome.ok) return setFailure(outcome.failure)
    toast(t`The order was begun.`)
    onClose()
    const made = outcome.data.createOrder
    if (made) void navigate({ to: paths.order(made.id) })
  }
  return (
    <Dialog title={t`New order`} open onClose={onClose} size={480}>
      <Stack>
        {!client && <ClientChoice label={t`Client`} required value={who} onChange={setWho} />}
        <FundChoice
          label={t`Fund`}
          required
          value={which}
          onChange={(next) => {
            setWhich(next)
            setOwn(null)
          }}
        />
        {which && which.classes.length > 0 && (
          <Choice label={t`Share class`} clearable items={which.classes} value={own} onChange={setOwn} />
        )}
        <Choice label={t`Kind`} items={words.kinds} value={kind} onChange={(next) => setKind(next ?? 'initial')} />
        <TextField
          label={buys ? t`Amount, fee included` : t`Units`}
          required
          inputMode="decimal"
          value={amount}
          onChange={(event) => setAmount(event.currentTarget.value)}
        />
        <DateField label={t`Open day`} value={openOn} onChange={setOpenOn} />
        <FailureLine failure={failure} />
      </Stack>
      <DialogFooter>
        <Button onClick={onClose}>{t`Cancel`}</Button>
        <Button look="primary" busy={busy} disabled={!ready} onClick={() => void save()}>{t`Begin`}</Button>
      </DialogFooter>
    </Dialog>
  )
}
