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

/** Words of payments, revenue and their reconciliation. */
export const useMoneyWords = () => useWordsOf({ receiptStates, revenueKinds, differenceReasons })
