import { useLingui } from '@lingui/react/macro'

/** Kinds of funds in words. */
export function useFundKindWords() {
  const { t } = useLingui()
  const words: Record<string, string> = {
    securities: t`Securities fund`,
    equity: t`Equity fund`,
    other: t({ message: 'Other', context: 'fund kind' }),
  }
  return (key: string) => words[key] ?? key
}

/** Kinds of documents that order rules ask for, in words. */
export function useEvidenceWords() {
  const { t } = useLingui()
  const words: Record<string, string> = {
    risk_disclosure: t`Risk disclosure`,
    contract: t`Contract`,
    recording: t`Recording`,
    payment: t`Proof of payment`,
    questionnaire: t`Risk questionnaire`,
    asset_proof: t`Proof of assets`,
    identity: t`Identity document`,
  }
  return (key: string) => words[key] ?? key
}
export const EVIDENCE = [
  'risk_disclosure',
  'contract',
  'recording',
  'payment',
  'questionnaire',
  'asset_proof',
  'identity',
] as const
