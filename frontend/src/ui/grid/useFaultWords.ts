import { useLingui } from '@lingui/react/macro'
import type { Fault } from './typed'

/** Words for a text that is no value of its column. */
export function useFaultWords(): (fault: Fault) => string {
  const { t } = useLingui()
  return (fault) => {
    switch (fault) {
      case 'required':
        return t`This must not be empty.`
      case 'no_choice':
        return t`Choose one of the list.`
      case 'no_date':
        return t`Not a date. Type it like 2026-11-22 or 11-22.`
      case 'no_amount':
        return t`Not an amount. Type it like 3000000 or 3m.`
      case 'no_number':
        return t`Not a number.`
      case 'no_flag':
        return t`Yes or no.`
    }
  }
}
