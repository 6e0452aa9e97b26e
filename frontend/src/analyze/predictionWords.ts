import { useLingui } from '@lingui/react/macro'

/** What bands and states of predictions are called. */
export function usePredictionWords() {
  const { t } = useLingui()
  const bands: Record<string, string> = {
    high: t({ message: 'High', context: 'band' }),
    medium: t({ message: 'Medium', context: 'band' }),
    low: t({ message: 'Low', context: 'band' }),
  }
  const states: Record<string, string> = {
    asked: t`Waits to be trained`,
    kept: t`Kept`,
    refused: t`Not taken: ranks worse`,
    short: t`Too few events`,
  }
  const kinds: Record<string, string> = { churn: t`Churn warning`, upsell: t`Upsell potential` }
  return {
    band: (key: string) => bands[key] ?? key,
    state: (key: string) => states[key] ?? key,
    kind: (key: string) => kinds[key] ?? key,
  }
}

/** A part of a score with its sign, as +0.9. */
export const signed = (adds: string) => {
  const value = Number(adds)
  return `${value > 0 ? '+' : value < 0 ? '−' : ''}${Math.abs(value).toFixed(1)}`
}

export const BAND_HUES = { high: 'red', medium: 'amber', low: 'neutral' } as const
