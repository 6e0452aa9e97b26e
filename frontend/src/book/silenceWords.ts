import { useLingui } from '@lingui/react/macro'

/** The word for a state of a silence. */
export function useSilenceWord() {
  const { t } = useLingui()
  const words: Record<string, string> = {
    silent: t({ message: 'Silent', context: 'client' }),
    wake_running: t`Being woken`,
    closed_no_answer: t`Given up without an answer`,
    answered: t`Answered`,
    left: t`Holds nothing any more`,
  }
  return (state: string) => words[state] ?? state
}
