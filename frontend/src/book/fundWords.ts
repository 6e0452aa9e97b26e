import { msg } from '@lingui/core/macro'
import { useWordsOf, type Words } from './words'

const receiptStates: Words = {
  open: msg`To be matched`,
  name_differs: msg`Payer differs`,
  amount_differs: msg`Amount differs`,
  matched: msg`Matched`,
  returned: msg`Paid back`,
  ignored: msg`No subscription`,
}
const differenceReasons: Words = {
  unmatched: msg`Payment without a purpose`,
  unpaid: msg`Not paid`,
  amount_differs: msg`Amount differs`,
  name_differs: msg`Payer differs`,
  confirmed_differs: msg`Confirmed for another amount`,
  not_received: msg`Not received`,
  not_accrued: msg`Not accrued`,
}
const revenueKinds: Words = {
  management: msg`Management fee`,
  performance: msg({ message: 'Performance fee', context: 'revenue' }),
  subscription: msg({ message: 'Subscription fee', context: 'revenue' }),
  redemption: msg`Redemption fee`,
  trail: msg`Trail paid on`,
}
const breakStates: Words = {
  open: msg({ message: 'Open', context: 'difference' }),
  explained: msg`Explained`,
  resolved: msg`Resolved`,
}
const fundKinds: Words = {
  securities: msg`Private securities fund`,
  equity: msg`Private equity fund`,
  other: msg({ message: 'Other', context: 'kind' }),
}
const navIntervals: Words = {
  daily: msg`Daily`,
  weekly: msg`Weekly`,
  monthly: msg`Monthly`,
  quarterly: msg`Quarterly`,
}
const subscriptionModes: Words = { outside: msg`on top`, inside: msg`within the amount` }
const performanceMethods: Words = {
  none: msg({ message: 'None', context: 'fee' }),
  fund: msg`one high-water mark of the fund`,
  lot: msg`a high-water mark of each lot`,
}
const fundFields: Words = {
  code: msg`Code`,
  name: msg`Name`,
  strategy: msg`Strategy`,
  riskLevel: msg`Risk`,
  status: msg`Status`,
  currency: msg`Currency`,
  inception: msg`Inception`,
  lockUpDays: msg`Lock-up, days`,
  amacCode: msg`AMAC code`,
  custodian: msg`Custodian`,
  registrar: msg`Registrar`,
  fundKind: msg`Kind of fund`,
  valuation: msg`Valuation`,
  navInterval: msg`NAV interval`,
  navLagDays: msg`NAV due within workdays`,
  navPlaces: msg`NAV decimals`,
  unitsPlaces: msg`Unit decimals`,
  firstMinimum: msg`First minimum`,
  furtherMinimum: msg`Further minimum`,
  warningLine: msg`Warning line`,
  stopLine: msg`Stop line`,
  terminatedOn: msg`Terminated on`,
  nav: msg`NAV`,
  navDate: msg`NAV date`,
  date: msg`Date`,
  unit: msg`Unit NAV`,
  cumulative: msg`Cumulative NAV`,
  adjusted: msg`Adjusted NAV`,
  dividend: msg`Dividend`,
  split: msg`Unit split`,
  publishedCumulative: msg`Cumulative NAV as published`,
  publishedAt: msg`Published`,
  supersededAt: msg`Superseded`,
  source: msg`Source`,
  reason: msg`Reason`,
  validFrom: msg`Valid from`,
  validTo: msg`Valid until`,
  subscriptionRate: msg`Subscription rate`,
  subscriptionMode: msg`Subscription fee`,
  redemptionSteps: msg`Redemption steps`,
  redemptionToFund: msg`Redemption fee to the fund`,
  managementRate: msg`Management rate`,
  managementDays: msg`Days of the year`,
  performanceMethod: msg`Performance method`,
  performanceRate: msg`Performance rate`,
  hurdleRate: msg`Hurdle rate`,
  trailRate: msg`Trail rate`,
  first: msg`First day`,
  last: msg`Last day`,
  subscriptions: msg`Subscriptions`,
  redemptions: msg`Redemptions`,
  corrected: msg`Corrected`,
}

/** Words of funds, payments, revenue and their reconciliation. */
export const useFundWords = () =>
  useWordsOf({
    breakStates,
    fundKinds,
    navIntervals,
    subscriptionModes,
    performanceMethods,
    receiptStates,
    revenueKinds,
    differenceReasons,
    fundFields,
  })
