import { useLingui } from '@lingui/react/macro'

type Hue = 'blue' | 'green' | 'red' | 'amber' | 'neutral' | 'violet'
/** A proposal, step by step; what ended it otherwise stands apart. */
export const WAY = ['draft', 'in_review', 'released', 'sent', 'accepted'] as const
export const LIVE: readonly string[] = ['draft', 'in_review', 'released', 'sent']
export type Part = { key: string; on: boolean }
/** What is printed always. */
export const FIXED: readonly string[] = ['allocation', 'disclosure', 'disclaimer']
const HUES: Record<string, Hue> = {
  draft: 'neutral',
  in_review: 'amber',
  released: 'blue',
  sent: 'violet',
  accepted: 'green',
  declined: 'red',
}
/** Variables of a letter. */
export const VARIABLES = ['client', 'level', 'products', 'maker', 'firm', 'date', 'valid_until'] as const

/** States, sections, acts and channels of proposals in words. */
export function useProposalWords() {
  const { t, i18n } = useLingui()
  const states: Record<string, string> = {
    draft: t({ message: 'Draft', context: 'proposal' }),
    in_review: t({ message: 'In review', context: 'proposal' }),
    released: t({ message: 'Released', context: 'proposal' }),
    sent: t({ message: 'Sent or shown', context: 'proposal' }),
    accepted: t({ message: 'Accepted', context: 'proposal' }),
    declined: t({ message: 'Declined', context: 'proposal' }),
    expired: t({ message: 'Expired', context: 'proposal' }),
    withdrawn: t({ message: 'Withdrawn', context: 'proposal' }),
  }
  const sections: Record<string, string> = {
    letter: t`Covering letter`,
    profile: t`Profile of the client`,
    needs: t`Needs it answers`,
    allocation: t`What is proposed`,
    match: t`Why it matches`,
    figures: t`NAVs and drawdowns`,
    fees: t({ message: 'Fees', context: 'proposal' }),
    disclosure: t`Risk disclosure`,
    disclaimer: t`Disclaimer`,
  }
  const acts: Record<string, string> = {
    create: t({ message: 'Begun', context: 'proposal' }),
    issue: t`Handed in for review`,
    reopen: t`Back to draft`,
    release: t({ message: 'Released', context: 'proposal' }),
    send: t({ message: 'Sent or shown', context: 'proposal' }),
    accept: t({ message: 'Accepted', context: 'proposal' }),
    decline: t({ message: 'Declined', context: 'proposal' }),
    expire: t({ message: 'Expired', context: 'proposal' }),
    withdraw: t({ message: 'Withdrawn', context: 'proposal' }),
    order: t`Order begun`,
  }
  const channels: Record<string, string> = {
    meeting: t`Shown in a meeting`,
    email: t`By e-mail`,
    wechat: t`By WeChat`,
    phone: t`Told on the phone`,
  }
  const of = (words: Record<string, string>) => (key: string | null | undefined) => words[key ?? ''] ?? key ?? '—'
  const items = (words: Record<string, string>) => Object.entries(words).map(([value, label]) => ({ value, label }))
  return {
    zh: i18n.locale !== 'en',
    state: of(states),
    states: items(states),
    hue: (state: string | null | undefined): Hue => HUES[state ?? ''] ?? 'neutral',
    section: of(sections),
    act: of(acts),
    channel: of(channels),
    channels: items(channels),
    languages: [
      { value: 'zh-CN', label: t`Chinese` },
      { value: 'en', label: t`English` },
    ],
  }
}
