import { useLingui } from '@lingui/react/macro'
import { decimal } from '../format/money'

type Hue = 'blue' | 'green' | 'red' | 'amber' | 'neutral' | 'violet'
/** A subscription, step by step. */
export const WAY = [
  'draft',
  'suitability_ok',
  'signed',
  'paid',
  'cooling_off',
  'visited',
  'submitted',
  'confirmed',
] as const
/** What gives units back skips all that concerns a sale. */
export const WAY_OUT = ['draft', 'submitted', 'confirmed'] as const
export const ENDS = ['cancelled', 'rejected', 'reversed'] as const
/** Whether people can still move it. */
export const isLive = (state: string | null | undefined) => state !== 'confirmed' && !ENDS.some((end) => end === state)
export const subscribes = (kind: string | null | undefined) => kind === 'initial' || kind === 'additional'

/** States, kinds, relations and channels of orders in words. */
export function useOrderWords() {
  const { t, i18n } = useLingui()
  const states: Record<string, string> = {
    draft: t({ message: 'Draft', context: 'order' }),
    suitability_ok: t({ message: 'Suitable', context: 'order' }),
    signed: t({ message: 'Signed', context: 'order' }),
    paid: t({ message: 'Paid', context: 'order' }),
    cooling_off: t({ message: 'Cooling off', context: 'order' }),
    visited: t({ message: 'Visited', context: 'order' }),
    submitted: t({ message: 'With the registrar', context: 'order' }),
    confirmed: t({ message: 'Confirmed', context: 'order' }),
    cancelled: t({ message: 'Cancelled', context: 'order' }),
    rejected: t({ message: 'Rejected', context: 'order' }),
    reversed: t({ message: 'Reversed', context: 'order' }),
  }
  const kinds: Record<string, string> = {
    initial: t`Subscription (initial)`,
    additional: t`Subscription (additional)`,
    redemption: t`Redemption`,
    switch_out: t`Switch out`,
  }
  const relations: Record<string, string> = {
    spouse: t`Spouse`,
    parent: t`Parent`,
    child: t`Child`,
    controller: t`Controller`,
    own_company: t`Company of his own`,
    other: t({ message: 'Other', context: 'payer' }),
  }
  const channels: Record<string, string> = {
    phone: t`Recorded phone call`,
    email: t`E-mail`,
    letter: t`Letter`,
    video: t`Video call`,
  }
  const differences: Record<string, string> = {
    amount_differs: t`Confirmed for another amount`,
    out_of_turn: t`Confirmed out of turn`,
  }
  const hues: Record<string, Hue> = {
    confirmed: 'green',
    cancelled: 'neutral',
    rejected: 'red',
    reversed: 'red',
    cooling_off: 'amber',
  }
  const of = (words: Record<string, string>) => (key: string | null | undefined) => words[key ?? ''] ?? key ?? '—'
  const items = (words: Record<string, string>) => Object.entries(words).map(([value, label]) => ({ value, label }))
  return {
    zh: i18n.locale !== 'en',
    state: of(states),
    states: items(states),
    kind: of(kinds),
    kinds: items(kinds),
    relation: of(relations),
    relations: items(relations),
    channel: of(channels),
    difference: of(differences),
    hue: (state: string | null | undefined): Hue => hues[state ?? ''] ?? 'blue',
  }
}

type Asked = { readonly amount?: string | null; readonly units?: string | null; readonly product?: Fund | null }
type Fund = { readonly currency?: string | null }

/** What an order asks for: money in the fund's currency, or units. */
export function useOrderAmount() {
  const { t, i18n } = useLingui()
  return ({ amount, units, product }: Asked): string => {
    if (amount != null) return `${decimal(amount, i18n.locale, 2)} ${product?.currency ?? ''}`.trim()
    return units != null ? t`${decimal(units, i18n.locale, 2)} units` : '—'
  }
}
