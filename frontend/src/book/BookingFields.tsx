import { useLingui } from '@lingui/react/macro'
import { useEffect, useRef } from 'react'
import { Choice, type Item } from '../ui/Choice'
import { DateField } from '../ui/DateField'
import { TextField } from '../ui/TextField'
import css from './Booking.module.css'
import { BOOKED, type BookedKind, type Draft, figuresOf, isNeeded, navFields, unreadable } from './bookingDraft'
import { ClientChoice } from './ClientChoice'
import { type Fund, FundChoice } from './FundChoice'
import { NavHint } from './NavHint'
import { OpeningLots } from './OpeningLots'
import { useNavInForce } from './useNavInForce'
import { useWords } from './words'

export type Parties = {
  client: Item | null
  /** Who is given the units of a transfer. */
  heir: Item | null
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
  const navs = useFilledNavs(draft, onDraft, parties)
  const wrong = unreadable(draft)
  const titles = {
    gross: t`Amount`,
    units: t`Units`,
    nav: isSwitch ? t`NAV out` : t`Unit NAV`,
    navIn: t`NAV in`,
    fee: t`Fee`,
  }
  const kindTitles: Partial<Record<BookedKind, string>> = {
    switch: t`Switch into another fund`,
    transfer: t`Transfer to another client`,
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
            label: kindTitles[kind] ?? word('transactionKinds', kind),
          }))}
        />
        <DateField
          label={draft.kind === 'opening' ? t`Balance of` : t`Confirmed on`}
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
      {draft.kind === 'transfer' && (
        <ClientChoice
          label={t`To client`}
          required
          except={parties.client ? [parties.client.value] : []}
          value={parties.heir}
          onChange={(heir) => onParties({ ...parties, heir })}
        />
      )}
      {draft.kind === 'opening' && <OpeningLots lots={draft.lots} onLots={(lots) => onDraft({ ...draft, lots })} />}
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
      {navFields(draft.kind).map((name) => (
        <NavHint
          key={name}
          name={isSwitch ? titles[name] : undefined}
          date={draft.date}
          found={navs[name].found}
          typed={navs[name].typed}
        />
      ))}
      <p className={css.hint}>
        {t`What is left empty comes from the NAV of the day, the fee terms and the units held. Nothing is written before you have seen it.`}
      </p>
    </>
  )
}

/** Puts the NAVs in force into their fields as long as nobody has typed another, and tells them. */
function useFilledNavs(draft: Draft, onDraft: (draft: Draft) => void, parties: Parties) {
  const wanted = navFields(draft.kind)
  const found = {
    nav: useNavInForce(wanted.includes('nav') ? parties.fund : null, parties.shareClass, draft.date),
    navIn: useNavInForce(wanted.includes('navIn') ? parties.into : null, parties.intoClass, draft.date),
  }
  const filled = useRef({ nav: '', navIn: '' })
  const typed = (name: 'nav' | 'navIn') => draft[name] !== '' && draft[name] !== filled.current[name]
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was found fills, not what is typed
  useEffect(() => {
    const next = { ...draft }
    for (const name of wanted) {
      const known = found[name]
      if (typed(name)) continue
      next[name] = known === null || known === 'none' ? '' : known.unit
      filled.current[name] = next[name]
    }
    if (wanted.some((name) => next[name] !== draft[name])) onDraft(next)
  }, [found.nav, found.navIn])
  return {
    nav: { found: found.nav, typed: typed('nav') },
    navIn: { found: found.navIn, typed: typed('navIn') },
  }
}
