import { useLingui } from '@lingui/react/macro'
import { Choice, type Item } from '../ui/Choice'
import { DateField } from '../ui/DateField'
import { TextField } from '../ui/TextField'
import css from './Booking.module.css'
import { BOOKED, type BookedKind, type Draft, figuresOf, isNeeded, unreadable } from './bookingDraft'
import { ClientChoice } from './ClientChoice'
import { type Fund, FundChoice } from './FundChoice'
import { useWords } from './words'

export type Parties = {
  client: Item | null
  fund: Fund | null
  shareClass: string | null
  into: Fund | null
  intoClass: string | null
}
type Props = {
  draft: Draft
  onDraft: (draft: Draft) => void
  parties: Parties
  onParties: (parties: Parties) => void
  fixed: { client: boolean; fund: boolean }
}

/** What is known of a transaction; figures that are left out are worked out by the server. */
export function BookingFields({ draft, onDraft, parties, onParties, fixed }: Props) {
  const { t } = useLingui()
  const { word } = useWords()
  const isSwitch = draft.kind === 'switch'
  const wrong = unreadable(draft)
  const titles = {
    gross: t`Amount`,
    units: t`Units`,
    nav: isSwitch ? t`NAV out` : t`Unit NAV`,
    navIn: t`NAV in`,
    fee: t`Fee`,
  }
  const classOf = (fund: Fund | null, value: string | null, set: (next: string | null) => void) =>
    fund &&
    fund.classes.length > 0 && (
      <Choice label={t`Share class`} required value={value} onChange={set} items={fund.classes} />
    )
  return (
    <>
      {fixed.client ? (
        <p>{parties.client?.label}</p>
      ) : (
        <ClientChoice
          label={t`Client`}
          required
          value={parties.client}
          onChange={(client) => onParties({ ...parties, client })}
        />
      )}
      {fixed.fund ? (
        <p>{parties.fund?.label}</p>
      ) : (
        <FundChoice
          label={t`Fund`}
          required
          value={parties.fund}
          onChange={(fund) => onParties({ ...parties, fund, shareClass: null })}
        />
      )}
      {classOf(parties.fund, parties.shareClass, (shareClass) => onParties({ ...parties, shareClass }))}
      <div className={css.pair}>
        <Choice
          label={t`Kind`}
          required
          value={draft.kind}
          onChange={(kind) => kind && onDraft({ ...draft, kind: kind as BookedKind })}
          items={BOOKED.map((kind) => ({
            value: kind,
            label: kind === 'switch' ? t`Switch into another fund` : word('transactionKinds', kind),
          }))}
        />
        <DateField
          label={t`Confirmed on`}
          required
          value={draft.date}
          onChange={(date) => onDraft({ ...draft, date })}
        />
      </div>
      {isSwitch && (
        <>
          <FundChoice
            label={t`Into fund`}
            required
            except={parties.shareClass ? undefined : parties.fund?.value}
            value={parties.into}
            onChange={(into) => onParties({ ...parties, into, intoClass: null })}
          />
          {classOf(parties.into, parties.intoClass, (intoClass) => onParties({ ...parties, intoClass }))}
        </>
      )}
      <div className={css.pair}>
        {figuresOf(draft.kind).map((name) => (
          <TextField
            key={name}
            label={titles[name]}
            required={isNeeded(draft.kind, name)}
            inputMode="decimal"
            placeholder={isNeeded(draft.kind, name) ? undefined : t`Worked out when empty`}
            value={draft[name]}
            error={wrong.includes(name) ? t`This is no figure.` : undefined}
            onChange={(event) => onDraft({ ...draft, [name]: event.currentTarget.value })}
          />
        ))}
        <TextField
          label={t`Confirmation number`}
          value={draft.reference}
          maxLength={120}
          onChange={(event) => onDraft({ ...draft, reference: event.currentTarget.value })}
        />
      </div>
      <p className={css.hint}>
        {t`What is left empty comes from the NAV of the day, the fee terms and the units held. Nothing is written before you have seen it.`}
      </p>
    </>
  )
}
