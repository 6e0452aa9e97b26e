import { useLingui } from '@lingui/react/macro'
import { graphql } from 'react-relay'
import type { needWordsReopenMutation } from '../__generated__/needWordsReopenMutation.graphql'
import { decimal } from '../format/money'
import { useChange } from '../relay/useChange'
import { toast } from '../ui/Toasts'

const mutation = graphql`
  mutation needWordsReopenMutation($input: VersionedInput!) {
    reopenNeed(input: $input) {
      id
      version
      state
      reason
    }
  }
`

/** States and horizons of needs in words. */
export function useNeedWords() {
  const { t } = useLingui()
  const states: Record<string, string> = {
    open: t({ message: 'Open', context: 'need' }),
    met: t({ message: 'Met', context: 'need' }),
    dropped: t({ message: 'Dropped', context: 'need' }),
  }
  const horizons: Record<string, string> = {
    short: t`Under a year`,
    medium: t`One to three years`,
    long: t`Over three years`,
  }
  return {
    state: (value: string) => states[value] ?? value,
    horizon: (value: string) => horizons[value] ?? value,
    horizons: Object.entries(horizons).map(([value, label]) => ({ value, label })),
  }
}

type Amount = { readonly amount?: string | null | undefined; readonly currency: string }

/** The amount of a need with its currency; null without one. */
export function useNeedAmount(): (need: Amount) => string | null {
  const { i18n } = useLingui()
  return ({ amount, currency }) => (amount == null ? null : `${currency} ${decimal(amount, i18n.locale, 2)}`)
}

/** Opens a closed need again; whether it did. */
export function useReopenNeed(): (need: { readonly id: string; readonly version: number }) => Promise<boolean> {
  const { t } = useLingui()
  const [run] = useChange<needWordsReopenMutation>(mutation)
  return async ({ id, version }) => {
    const outcome = await run({ input: { id, version } })
    if (outcome.ok) toast(t`The need is open again.`)
    else toast(outcome.failure.message, 'bad')
    return outcome.ok
  }
}
