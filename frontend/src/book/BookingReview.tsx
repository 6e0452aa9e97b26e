import { useLingui } from '@lingui/react/macro'
import { decimal } from '../format/money'
import { Badge } from '../ui/Badge'
import { DataTable, endCell } from '../ui/DataTable'
import { Note } from '../ui/ErrorState'
import { Facts, Field } from '../ui/Field'
import css from './Booking.module.css'
import { useNameOfClass } from './fundName'
import { useWords } from './words'

export type Side = {
  readonly kind: string
  readonly units: string
  readonly nav: string
  readonly gross: string
  readonly fee: string
  readonly net: string
  readonly currency: string
  readonly cash: string
  readonly unitsBefore: string
  readonly unitsAfter: string
  readonly notes: readonly string[]
  readonly product: { readonly name: string } | null | undefined
  readonly shareClass: { readonly name: string } | null | undefined
  readonly lots: readonly {
    readonly openedOn: string
    readonly unlockOn: string | null | undefined
    readonly unitsBefore: string
    readonly unitsAfter: string
    readonly locked: boolean
  }[]
}

/** What a booking will do: its figures, the units of the position, its lots and the money that moves. */
export function BookingReview({ side, of }: { side: Side; of?: string | undefined }) {
  const { t, i18n } = useLingui()
  const { word } = useWords()
  const nameOf = useNameOfClass()
  const units = (value: string) => decimal(value, i18n.locale, 2)
  const money = (value: string) => `${decimal(value, i18n.locale, 2)} ${side.currency}`
  const cash = side.cash.replace(/^-/, '')
  const notes: Record<string, string> = {
    locked: t`Units go out before their unlock day.`,
    not_open: t`The fund is not open for this on that day.`,
    below_minimum: t`The amount is below the fund's minimum.`,
    nav_differs: t`The NAV is not the published one of that day.`,
    amounts_differ: t`Units, NAV and amount differ by more than rounding explains.`,
    all_out: t`Nothing is left of the position.`,
  }
  return (
    <section className={css.side} aria-label={word('transactionKinds', side.kind)}>
      <h3>
        {word('transactionKinds', side.kind)} · {nameOf(side.product?.name ?? '', side.shareClass?.name)}
        {of && <> · {of}</>}
      </h3>
      {side.notes.map((note) => (
        <Note key={note} tone="warn">
          {notes[note] ?? note}
        </Note>
      ))}
      <Facts>
        <Field label={t`Units`}>
          {units(side.unitsBefore)} → <strong>{units(side.unitsAfter)}</strong>
        </Field>
        <Field label={t`Units of this booking`}>{units(side.units)}</Field>
        <Field label={t`NAV`}>{decimal(side.nav, i18n.locale, 4)}</Field>
        <Field label={t`Gross`}>{money(side.gross)}</Field>
        <Field label={t`Fee`}>{money(side.fee)}</Field>
        <Field label={t`Net`}>{money(side.net)}</Field>
        <Field label={side.cash.startsWith('-') ? t`The client gets` : t`The client pays`}>
          <strong>{Number(cash) ? money(cash) : t`no money moves`}</strong>
        </Field>
      </Facts>
      {side.lots.length > 0 && (
        <DataTable
          label={t`Lots`}
          heads={[
            { id: 'opened', title: t`Opened` },
            { id: 'unlock', title: t`Unlocks` },
            { id: 'before', title: t`Before`, end: true },
            { id: 'after', title: t`After`, end: true },
          ]}
        >
          {side.lots.map((lot, n) => (
            <tr key={`${lot.openedOn} ${n}`}>
              <td>
                {lot.openedOn} {lot.locked && <Badge hue="amber">{t`Locked`}</Badge>}
              </td>
              <td>{lot.unlockOn ?? '—'}</td>
              <td className={endCell}>{units(lot.unitsBefore)}</td>
              <td className={endCell}>{units(lot.unitsAfter)}</td>
            </tr>
          ))}
        </DataTable>
      )}
    </section>
  )
}
