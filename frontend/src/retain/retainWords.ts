import { useLingui } from '@lingui/react/macro'
import type { Item } from '../ui/Choice'

export const PURPOSES = ['service', 'marketing', 'product', 'sensitive', 'care', 'survey'] as const
export const SENDABLE = PURPOSES.filter((each) => each !== 'sensitive')
export const CHANNELS = ['mail', 'sms', 'wecom', 'phone'] as const
export const STATES = [
  'planned',
  'queued',
  'sending',
  'sent',
  'delivered',
  'bounced',
  'failed',
  'held',
  'cancelled',
  'in_doubt',
] as const
export const SOURCES = ['form', 'call', 'meeting', 'link', 'import'] as const
export const VARIABLES = [
  'client.name',
  'client.salutation',
  'owner.name',
  'firm.name',
  'date',
  'product.name',
  'product.nav',
  'product.navDate',
] as const

/** Purposes, channels and states of messages in words. */
export function useRetainWords() {
  const { t, i18n } = useLingui()
  const purposes: Record<string, string> = {
    service: t`Service notices`,
    marketing: t({ message: 'Marketing', context: 'purpose' }),
    product: t`Product information`,
    sensitive: t`Handling of sensitive data`,
    care: t`Care and greetings`,
    survey: t`Surveys`,
  }
  const channels: Record<string, string> = {
    mail: t({ message: 'E-mail', context: 'channel' }),
    sms: t({ message: 'SMS', context: 'channel' }),
    wecom: t`WeCom`,
    phone: t({ message: 'Telephone', context: 'channel' }),
  }
  const states: Record<string, string> = {
    planned: t({ message: 'Waiting', context: 'message' }),
    queued: t({ message: 'To be tried again', context: 'message' }),
    sending: t({ message: 'Being sent', context: 'message' }),
    sent: t({ message: 'Sent', context: 'message' }),
    delivered: t({ message: 'Delivered', context: 'message' }),
    bounced: t({ message: 'Came back', context: 'message' }),
    failed: t({ message: 'Failed', context: 'message' }),
    held: t({ message: 'Held', context: 'message' }),
    cancelled: t({ message: 'Called off', context: 'message' }),
    in_doubt: t({ message: 'In doubt', context: 'message' }),
  }
  const sources: Record<string, string> = {
    form: t({ message: 'Signed form', context: 'consent' }),
    call: t({ message: 'Call', context: 'consent' }),
    meeting: t({ message: 'Meeting', context: 'consent' }),
    link: t({ message: 'Link', context: 'consent' }),
    import: t({ message: 'Import', context: 'consent' }),
  }
  const consent: Record<string, string> = {
    given: t({ message: 'Given', context: 'consent' }),
    withdrawn: t({ message: 'Withdrawn', context: 'consent' }),
    unknown: t({ message: 'Not asked', context: 'consent' }),
  }
  const needs: Record<string, string> = {
    given: t`Only with consent`,
    unless_withdrawn: t`Unless consent was withdrawn`,
    not_asked: t`Consent is not asked`,
  }
  const items = (of: Record<string, string>, keys: readonly string[] = Object.keys(of)): Item[] =>
    keys.map((value) => ({ value, label: of[value] ?? value }))
  return { purposes, channels, states, sources, consent, needs, items, zh: i18n.locale !== 'en' }
}

/** The hue of a state. */
export const hueOf = (state: string) =>
  state === 'sent' || state === 'delivered' || state === 'given'
    ? 'green'
    : state === 'failed' || state === 'bounced' || state === 'withdrawn'
      ? 'red'
      : state === 'held' || state === 'in_doubt'
        ? 'amber'
        : 'neutral'
