import { useLingui } from '@lingui/react/macro'

/** States of an export in which it is being made. */
export const UNDER_WAY = ['queued', 'running']

/** Words for lists, states and faults of exports. */
export function useExportWords() {
  const { t } = useLingui()
  const lists: Record<string, string> = {
    clients: t`Clients`,
    tasks: t`Tasks`,
    products: t`Products`,
    households: t`Households`,
    holdings: t`Holdings`,
    transactions: t`Transactions`,
    unitBreaks: t`Unit differences`,
    paymentDifferences: t`Payments that differ`,
    feeDifferences: t`Fees that differ`,
    firm: t`All data of the firm`,
  }
  const states: Record<string, string> = {
    waiting: t`Waits for approval`,
    queued: t`Waiting for its turn`,
    running: t`Being made`,
    done: t`Ready`,
    failed: t`Failed`,
    refused: t`Refused`,
    cancelled: t`Cancelled`,
    expired: t`Expired`,
  }
  const faults: Record<string, string> = {
    export_rights: t`The rights changed while it was made.`,
    export_right: t`A column may not be exported any more.`,
  }
  return {
    list: (key: string) => lists[key] ?? key,
    state: (key: string) => states[key] ?? key,
    fault: (key: string) => faults[key] ?? t`The list could not be read.`,
  }
}
