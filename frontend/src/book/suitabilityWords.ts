import { useLingui } from '@lingui/react/macro'
import type { Hue, Shape } from '../ui/Badge'

export type Look = { word: string; hue: Hue; shape: Shape }

/** Words and looks of suitability: states, results, levels, grounds. An unknown key is shown as it is. */
export function useSuitabilityWords() {
  const { t, i18n } = useLingui()
  const states: Record<string, Look> = {
    draft: { word: t`Draft`, hue: 'neutral', shape: 'ring' },
    completed: { word: t`To be signed`, hue: 'amber', shape: 'half' },
    valid: { word: t`Valid`, hue: 'green', shape: 'dot' },
    expiring: { word: t`Expires soon`, hue: 'amber', shape: 'half' },
    expired: { word: t`Expired`, hue: 'red', shape: 'cross' },
    superseded: { word: t`Replaced`, hue: 'neutral', shape: 'bar' },
    requested: { word: t`Requested`, hue: 'blue', shape: 'ring' },
    in_review: { word: t`In review`, hue: 'violet', shape: 'half' },
    approved: { word: t`Approved`, hue: 'green', shape: 'dot' },
    rejected: { word: t`Rejected`, hue: 'red', shape: 'cross' },
    revoked: { word: t`Revoked`, hue: 'neutral', shape: 'bar' },
  }
  const results: Record<string, Look> = {
    allowed: { word: t`Suitable`, hue: 'green', shape: 'dot' },
    insist: { word: t`Only if he insists`, hue: 'amber', shape: 'half' },
    refused: { word: t`Not allowed`, hue: 'red', shape: 'cross' },
  }
  const channels: Record<string, string> = {
    counter: t`at the counter`,
    paper: t`on paper`,
    phone: t`by telephone`,
    link: t`by link`,
    recorded: t`recorded`,
  }
  const purposes: Record<string, string> = {
    qualified: t`Qualified investor`,
    professional: t`Professional investor`,
    conversion: t`Ordinary to professional`,
    ordinary: t`Professional to ordinary`,
  }
  const measures: Record<string, string> = {
    financial_assets: t`Financial assets`,
    income: t`Yearly income`,
    net_assets: t`Net assets`,
  }
  const rows: Record<string, string> = { lowest: t`C1 lowest class`, professional: t`Professional` }
  const unknown = (word: string): Look => ({ word, hue: 'neutral', shape: 'ring' })
  return {
    zh: i18n.locale === 'zh-CN',
    state: (key: string) => states[key] ?? unknown(key),
    result: (key: string) => results[key] ?? unknown(key),
    channel: (key: string) => channels[key] ?? key,
    channels: ['counter', 'paper', 'phone'].map((value) => ({ value, label: channels[value] ?? value })),
    purpose: (key: string) => purposes[key] ?? key,
    measure: (key: string) => measures[key] ?? key,
    row: (key: string) => rows[key] ?? key,
  }
}
