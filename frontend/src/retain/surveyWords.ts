import { useLingui } from '@lingui/react/macro'
import type { Hue } from '../ui/Badge'

/** Words of surveys and of rounds of NPS. */
export function useSurveyWords() {
  const { t } = useLingui()
  const kinds: Record<string, string> = { csat: t`Satisfaction (CSAT)`, nps: t`Recommendation (NPS)` }
  const states: Record<string, string> = {
    planned: t({ message: 'Not sent yet', context: 'survey' }),
    asked: t({ message: 'Waiting for an answer', context: 'survey' }),
    answered: t({ message: 'Answered', context: 'survey' }),
    expired: t({ message: 'No answer in time', context: 'survey' }),
    unsent: t({ message: 'Could not be sent', context: 'survey' }),
    void: t({ message: 'Void', context: 'survey' }),
  }
  const waves: Record<string, string> = {
    draft: t({ message: 'Draft', context: 'survey' }),
    running: t({ message: 'Running', context: 'survey' }),
    paused: t({ message: 'Paused', context: 'survey' }),
    ended: t({ message: 'Ended', context: 'survey' }),
  }
  return {
    kind: (key: string | null | undefined) => kinds[key ?? ''] ?? '—',
    state: (key: string | null | undefined) => states[key ?? ''] ?? '—',
    wave: (key: string) => waves[key] ?? key,
  }
}

/** The highest score of each kind. */
export const outOf = (kind: string | null | undefined) => (kind === 'nps' ? 10 : 5)

/** The colour of a score: low ones call for somebody. */
export function scoreHue(kind: string | null | undefined, score: number): Hue {
  if (kind === 'nps') return score >= 9 ? 'green' : score <= 6 ? 'red' : 'neutral'
  return score >= 4 ? 'green' : score <= 2 ? 'red' : 'neutral'
}
export const WAVE_HUES: Record<string, Hue> = { draft: 'neutral', running: 'blue', paused: 'amber', ended: 'neutral' }
