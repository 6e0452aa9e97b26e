import { useLingui } from '@lingui/react/macro'
import { useFields } from '../viewer/useFields'

/** What a guarded field is called: of a client by the catalogue, of a journey by words of its own. */
export function useGuardWords(): (subject: string, key: string) => string {
  const { t } = useLingui()
  const { label } = useFields()
  const own: Record<string, string> = {
    expectedAmount: t`Expected amount`,
    product: t`Fund`,
    owner: t`Responsible`,
    probability: t`Probability`,
  }
  return (subject, key) => (subject === 'journey' ? (own[key] ?? key) : label(key))
}
