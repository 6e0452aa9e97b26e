import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { graphql, useRelayEnvironment } from 'react-relay'
import { fetchQuery } from 'relay-runtime'
import type { BookingDialogHandOverMutation } from '../__generated__/BookingDialogHandOverMutation.graphql'
import type { BookingDialogMutation } from '../__generated__/BookingDialogMutation.graphql'
import type { BookingDialogQuery } from '../__generated__/BookingDialogQuery.graphql'
import type { BookingDialogSwitchMutation } from '../__generated__/BookingDialogSwitchMutation.graphql'
import type { BookingDialogSwitchQuery } from '../__generated__/BookingDialogSwitchQuery.graphql'
import type { BookingDialogTransferQuery } from '../__generated__/BookingDialogTransferQuery.graphql'
import { dayOf } from '../format/date'
import { asFailure, type Failure } from '../relay/failure'
import { useChange } from '../relay/useChange'
import { Button } from '../ui/Button'
import type { Item } from '../ui/Choice'
import { Dialog, DialogFooter, Stack } from '../ui/Dialog'
import { FailureLine } from '../ui/ErrorState'
import { toast } from '../ui/Toasts'
import { BookingFields, type Parties } from './BookingFields'
import { BookingReview, type Side } from './BookingReview'
import { emptyDraft, figure, isComplete, lotsOf } from './bookingDraft'
import type { Fund } from './FundChoice'

const preview = graphql`
  query BookingDialogQuery($input: BookingPreviewInput!) {
    bookingPreview(input: $input) {
      kind
      units
      nav
      gross
      fee
      net
      currency
      cash
      unitsBefore
      unitsAfter
      notes
      product {
        name
      }
      shareClass {
        name
      }
      lots {
        openedOn
        unlockOn
        unitsBefore
        unitsAfter
        locked
      }
    }
  }
`
const previewSwitch = graphql`
  query BookingDialogSwitchQuery($input: BookSwitchInput!) {
    switchPreview(input: $input) {
      kind
      units
      nav
      gross
      fee
      net
      currency
      cash
      unitsBefore
      unitsAfter
      notes
      product {
        name
      }
      shareClass {
        name
      }
      lots {
        openedOn
        unlockOn
        unitsBefore
        unitsAfter
        locked
      }
    }
  }
`
const previewTransfer = graphql`
  query BookingDialogTransferQuery($input: BookTransferInput!) {
    transferPreview(input: $input) {
      kind
      units
      nav
      gross
      fee
      net
      currency
      cash
      unitsBefore
      unitsAfter
      notes
      product {
        name
      }
      shareClass {
        name
      }
      lots {
        openedOn
        unlockOn
        unitsBefore
        unitsAfter
        locked
      }
    }
  }
`
const bookOne = graphql`
  mutation BookingDialogMutation($input: BookTransactionInput!) {
    bookTransaction(input: $input) {
      id
    }
  }
`
const bookBoth = graphql`
  mutation BookingDialogSwitchMutation($input: BookSwitchInput!) {
    bookSwitch(input: $input) {
      id
    }
  }
`

const handOver = graphql`
  mutation BookingDialogHandOverMutation($input: BookTransferInput!) {
    bookTransfer(input: $input) {
      id
    }
  }
`

type Props = {
  /** Whose booking, or of which fund; what is not given is chosen. */
  client?: Item
  fund?: Fund
  onBooked: () => void
  onClose: () => void
}

/** Books a confirmed transaction in two steps: what is known of it, then everything it will do. */
export function BookingDialog({ client, fund, onBooked, onClose }: Props) {
  const { t } = useLingui()
  const environment = useRelayEnvironment()
  const [draft, setDraft] = useState(() => emptyDraft(dayOf(new Date())))
  const [parties, setParties] = useState<Parties>({
    client: client ?? null,
    heir: null,
    fund: fund ?? null,
    shareClass: null,
    into: null,
    intoClass: null,
  })
  const [sides, setSides] = useState<readonly Side[] | null>(null)
  const [asking, setAsking] = useState(false)
  const [failure, setFailure] = useState<Failure | null>(null)
  const [book, booking] = useChange<BookingDialogMutation>(bookOne)
  const [swap, swapping] = useChange<BookingDialogSwitchMutation>(bookBoth)
  const [give, giving] = useChange<BookingDialogHandOverMutation>(handOver)
  const isSwitch = draft.kind === 'switch'
  const isTransfer = draft.kind === 'transfer'
  const chosen =
    parties.client !== null &&
    parties.fund !== null &&
    (parties.fund.classes.length === 0 || parties.shareClass !== null) &&
    (!isTransfer || parties.heir !== null) &&
    (!isSwitch || (parties.into !== null && (parties.into.classes.length === 0 || parties.intoClass !== null)))

  const named = () => ({
    client: parties.client?.value ?? '',
    product: parties.fund?.value ?? '',
    shareClass: parties.shareClass,
    date: draft.date ?? '',
    units: figure(draft, 'units'),
    fee: figure(draft, 'fee'),
  })
  const switched = () => ({
    ...named(),
    units: figure(draft, 'units') ?? '',
    intoProduct: parties.into?.value ?? '',
    intoShareClass: parties.intoClass,
    navOut: figure(draft, 'nav') ?? '',
    navIn: figure(draft, 'navIn') ?? '',
    reference: draft.reference.trim() || null,
  })
  const transferred = () => ({
    client: parties.client?.value ?? '',
    toClient: parties.heir?.value ?? '',
    product: parties.fund?.value ?? '',
    shareClass: parties.shareClass,
    date: draft.date ?? '',
    units: figure(draft, 'units') ?? '',
    nav: figure(draft, 'nav') ?? '',
    reference: draft.reference.trim() || null,
  })
  const asked = async (): Promise<readonly Side[]> => {
    if (isSwitch) {
      const found = await fetchQuery<BookingDialogSwitchQuery>(environment, previewSwitch, {
        input: switched(),
      }).toPromise()
      return found?.switchPreview ?? []
    }
    if (isTransfer) {
      const found = await fetchQuery<BookingDialogTransferQuery>(environment, previewTransfer, {
        input: transferred(),
      }).toPromise()
      return found?.transferPreview ?? []
    }
    const input = {
      ...named(),
      kind: draft.kind,
      nav: figure(draft, 'nav'),
      gross: figure(draft, 'gross'),
      lots: lotsOf(draft) ?? null,
    }
    const found = await fetchQuery<BookingDialogQuery>(environment, preview, { input }).toPromise()
    return found ? [found.bookingPreview] : []
  }
  const review = async () => {
    setAsking(true)
    setFailure(null)
    try {
      setSides(await asked())
    } catch (error) {
      setFailure(asFailure(error))
    }
    setAsking(false)
  }
  const confirm = async () => {
    const side = sides?.[0]
    if (!side) return
    const { units, nav, gross, fee } = side
    const outcome = isSwitch
      ? await swap({ input: switched() })
      : isTransfer
        ? await give({ input: transferred() })
        : await book({
            input: {
              ...named(),
              kind: draft.kind,
              reference: draft.reference.trim() || null,
              lots: lotsOf(draft) ?? null,
              units,
              nav,
              gross,
              fee,
            },
          })
    if (!outcome.ok) return setFailure(outcome.failure)
    toast(t`The transaction was booked.`)
    onBooked()
    onClose()
  }
  const sideOf = (kind: string) =>
    kind === 'transfer_in' ? parties.heir?.label : kind === 'transfer_out' ? parties.client?.label : undefined
  const back = () => {
    setSides(null)
    setFailure(null)
  }
  return (
    <Dialog title={t`Book a transaction`} open onClose={onClose} size={sides && sides.length > 1 ? 860 : 560}>
      {sides ? (
        <Stack>
          {sides.map((side) => (
            <BookingReview key={side.kind} side={side} of={sideOf(side.kind)} />
          ))}
          <FailureLine failure={failure} />
        </Stack>
      ) : (
        <Stack>
          <BookingFields
            draft={draft}
            onDraft={setDraft}
            parties={parties}
            onParties={setParties}
            fixed={{ client: client !== undefined, fund: fund !== undefined }}
          />
          <FailureLine failure={failure} />
        </Stack>
      )}
      <DialogFooter>
        {sides ? (
          <>
            <Button onClick={back}>{t`Back`}</Button>
            <Button look="primary" busy={booking || swapping || giving} onClick={confirm}>
              {t`Book`}
            </Button>
          </>
        ) : (
          <>
            <Button onClick={onClose}>{t`Cancel`}</Button>
            <Button look="primary" busy={asking} disabled={!chosen || !isComplete(draft)} onClick={() => void review()}>
              {t`Review`}
            </Button>
          </>
        )}
      </DialogFooter>
    </Dialog>
  )
}
