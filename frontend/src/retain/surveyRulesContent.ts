import { useLingui } from '@lingui/react/macro'

/** The rules of surveys as the server takes them. */
export type SurveyContent = {
  csat: { on: boolean; hours: number; days: number; low: number; language: string; template: string | null }
  nps: { gap: number; days: number; low: number }
  follow: { days: number; tell: string[] }
}

/** Who can be told of a low answer, beside who serves the client. */
export const TELLS = ['team_lead', 'partner', 'executive'] as const

/** What they are called. */
export function useChainWords(): Record<string, string> {
  const { t } = useLingui()
  return { team_lead: t`the team lead`, partner: t`the partner`, executive: t`the executive` }
}

/** A whole number as it was typed; null for what is none, which the server is not asked about. */
export const wholeOf = (typed: string): number | null => (/^\d{1,4}$/.test(typed.trim()) ? Number(typed) : null)
