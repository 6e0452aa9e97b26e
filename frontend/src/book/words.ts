import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import { useLingui } from '@lingui/react'

export type Words = Record<string, MessageDescriptor>

const interactionKinds: Words = {
  call: msg`Call`,
  meeting: msg`Meeting`,
  message: msg`Message`,
  email: msg`E-mail`,
  event: msg`Event`,
  visit: msg`Visit`,
  report: msg`Report sent`,
  greeting: msg`Greeting`,
  other: msg({ message: 'Other', context: 'kind' }),
}
const directions: Words = { in: msg`From the client`, out: msg`From us`, both: msg`Both ways` }
const channels: Words = {
  phone: msg`Phone`,
  wecom: msg`WeCom`,
  wechat: msg`WeChat`,
  email: msg`E-mail`,
  sms: msg`SMS`,
  meeting: msg`In person`,
  event: msg`Event`,
  other: msg({ message: 'Other', context: 'kind' }),
}
const taskStates: Words = {
  open: msg({ message: 'Open', context: 'task' }),
  done: msg`Done`,
  cancelled: msg`Cancelled`,
}
const priorities: Words = {
  low: msg({ message: 'Low', context: 'priority' }),
  normal: msg({ message: 'Normal', context: 'priority' }),
  high: msg({ message: 'High', context: 'priority' }),
  urgent: msg`Urgent`,
}
const transactionKinds: Words = {
  initial: msg`Subscription (initial)`,
  additional: msg`Subscription (additional)`,
  redemption: msg`Redemption`,
  dividend: msg`Dividend`,
  switch_in: msg`Switch in`,
  switch_out: msg`Switch out`,
  transfer_in: msg`Transfer in`,
  transfer_out: msg`Transfer out`,
  opening: msg`Opening balance`,
  dividend_reinvested: msg`Dividend reinvested`,
  split: msg`Unit split`,
  performance_fee: msg`Performance fee in units`,
}
const productStates: Words = {
  raising: msg`Raising`,
  open: msg({ message: 'Open', context: 'fund' }),
  closed: msg({ message: 'Closed', context: 'fund' }),
  liquidated: msg`Liquidated`,
}
const strategies: Words = {
  equity_long: msg`Equity long`,
  index_plus: msg`Index enhanced`,
  market_neutral: msg`Market neutral`,
  cta: msg`Trend (CTA)`,
  fixed_income_plus: msg`Fixed income plus`,
  fof: msg`Fund of funds`,
  macro: msg`Macro`,
}
const relationKinds: Words = {
  spouse: msg`Spouse`,
  child: msg`Child`,
  parent: msg`Parent`,
  sibling: msg`Sibling`,
  controller: msg`Controller`,
  legal_representative: msg`Legal representative`,
  handler: msg`Handler`,
  beneficial_owner: msg`Beneficial owner`,
  adviser: msg`Adviser`,
  referrer: msg`Referrer`,
  parent_company: msg`Parent company`,
  other: msg({ message: 'Other', context: 'kind' }),
}
const contactKinds: Words = {
  mobile: msg`Mobile`,
  phone: msg`Landline`,
  email: msg`E-mail`,
  wechat: msg`WeChat`,
  address: msg`Address`,
}
const assignmentRoles: Words = {
  owner: msg`Owner`,
  co_owner: msg`Co-owner`,
  assistant: msg`Assistant`,
  partner: msg`Partner`,
}
const colours: Words = {
  grey: msg`Grey`,
  blue: msg`Blue`,
  teal: msg`Teal`,
  green: msg`Green`,
  amber: msg`Amber`,
  red: msg`Red`,
  violet: msg`Violet`,
}

const all = {
  interactionKinds,
  directions,
  channels,
  taskStates,
  priorities,
  transactionKinds,
  productStates,
  strategies,
  relationKinds,
  contactKinds,
  assignmentRoles,
  colours,
}
export type WordList = keyof typeof all

/** Words for the fixed values of the server that are no client fields. */
export const useWords = () => useWordsOf(all)

/** Words of any lists: a page that alone needs some has them in its own chunk. */
export function useWordsOf<Lists extends Record<string, Words>>(lists: Lists) {
  const { _ } = useLingui()
  return {
    word: (list: keyof Lists, value: string): string => {
      const found = (lists[list] as Words | undefined)?.[value]
      return found ? _(found) : value
    },
    items: (list: keyof Lists) =>
      Object.entries<MessageDescriptor>(lists[list] ?? {}).map(([value, label]) => ({ value, label: _(label) })),
  }
}
