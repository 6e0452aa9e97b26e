import { useLingui } from '@lingui/react/macro'
import type { Hue } from '../ui/Badge'

export const CONTENT_KINDS = ['market_report', 'nav_update', 'macro_view', 'invitation', 'notice'] as const
/** States of clients in the order in which the funnel tells them. */
export const REACHED = ['left_out', 'waiting', 'held', 'sent', 'bounced', 'failed', 'cancelled'] as const

/** Kinds and states of contents and campaigns in words. */
export function useOutreachWords() {
  const { t } = useLingui()
  const kinds: Record<string, string> = {
    market_report: t`Market report`,
    nav_update: t`NAV update`,
    macro_view: t`Macro view`,
    invitation: t`Invitation`,
    notice: t({ message: 'Notice', context: 'content' }),
  }
  const contents: Record<string, string> = {
    draft: t({ message: 'Draft', context: 'content' }),
    in_review: t({ message: 'In review', context: 'content' }),
    approved: t({ message: 'Approved', context: 'content' }),
    returned: t({ message: 'Returned', context: 'content' }),
    withdrawn: t({ message: 'Withdrawn', context: 'content' }),
  }
  const campaigns: Record<string, string> = {
    draft: t({ message: 'Draft', context: 'campaign' }),
    scheduled: t({ message: 'Scheduled', context: 'campaign' }),
    sending: t({ message: 'Being sent', context: 'campaign' }),
    paused: t({ message: 'Paused', context: 'campaign' }),
    done: t({ message: 'Done', context: 'campaign' }),
    cancelled: t({ message: 'Called off', context: 'campaign' }),
  }
  const reached: Record<string, string> = {
    left_out: t({ message: 'Left out', context: 'campaign' }),
    waiting: t({ message: 'Waiting', context: 'campaign' }),
    held: t({ message: 'Held', context: 'campaign' }),
    sent: t({ message: 'Sent', context: 'campaign' }),
    bounced: t({ message: 'Came back', context: 'campaign' }),
    failed: t({ message: 'Failed', context: 'campaign' }),
    cancelled: t({ message: 'Called off', context: 'campaign' }),
    clicked: t({ message: 'Followed the link', context: 'campaign' }),
    not_clicked: t({ message: 'Did not follow the link', context: 'campaign' }),
    left: t({ message: 'Opted out', context: 'campaign' }),
  }
  return { kinds, contents, campaigns, reached }
}

/** The hue of a state of contents or campaigns. */
export function outreachHue(state: string): Hue {
  if (state === 'approved' || state === 'done') return 'green'
  if (state === 'in_review' || state === 'paused' || state === 'scheduled') return 'amber'
  if (state === 'returned') return 'red'
  return state === 'sending' ? 'blue' : 'neutral'
}
