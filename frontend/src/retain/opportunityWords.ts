import { useLingui } from '@lingui/react/macro'
import type { Hue, Shape } from '../ui/Badge'

export const VIEWS = ['open', 'held', 'taken', 'won', 'dismissed', 'lapsed'] as const
export const REASONS = [
  'not_interested',
  'money_elsewhere',
  'already_talking',
  'not_suitable',
  'wrong_facts',
  'other',
] as const
/** Reasons that say nothing without a note. */
export const WITH_NOTE: readonly string[] = ['wrong_facts', 'other']
export const LOOKS: Record<string, [Hue, Shape]> = {
  unlock: ['amber', 'half'],
  idle_cash: ['blue', 'ring'],
  gap: ['neutral', 'dot'],
  upsell: ['green', 'bar'],
}

/** What states, reasons against, and holds of chances are called. */
export function useOpportunityWords() {
  const { t } = useLingui()
  const states: Record<string, string> = {
    open: t({ message: 'Open', context: 'opportunity' }),
    held: t({ message: 'Held back', context: 'opportunity' }),
    taken: t`Taken up`,
    won: t({ message: 'Won', context: 'opportunity' }),
    dismissed: t`Dismissed`,
    lapsed: t({ message: 'Lapsed', context: 'opportunity' }),
  }
  const reasons: Record<string, string> = {
    not_interested: t`Not interested`,
    money_elsewhere: t`The money is spoken for`,
    already_talking: t`Already being talked about`,
    not_suitable: t`Does not suit the client`,
    wrong_facts: t`The facts are wrong`,
    other: t({ message: 'Another reason', context: 'opportunity' }),
  }
  const holds: Record<string, string> = {
    blocked: t`Held back: the client is blocked.`,
    restricted: t`Held back: the client is restricted.`,
    rejected: t`Held back: the client was rejected.`,
    cooling_off: t`Held back: an order of the client cools off.`,
    complaint: t`Held back: a complaint of the client is open.`,
  }
  return {
    state: (key: string) => states[key] ?? key,
    reason: (key: string) => reasons[key] ?? key,
    hold: (key: string) => holds[key] ?? key,
  }
}
