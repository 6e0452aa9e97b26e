import { useLingui } from '@lingui/react/macro'

/** What compliance says of clients, in words. */
export function useAmlWords() {
  const { t } = useLingui()
  const states: Record<string, string> = {
    unknown: t({ message: 'Not examined', context: 'aml' }),
    clear: t({ message: 'Cleared', context: 'aml' }),
    review: t({ message: 'Under review', context: 'aml' }),
    blocked: t({ message: 'Blocked', context: 'aml' }),
  }
  const statuses: Record<string, string> = {
    in_force: t({ message: 'in force', context: 'aml' }),
    pending: t({ message: 'waits for a second person', context: 'aml' }),
    ended: t({ message: 'ended', context: 'aml' }),
    refused: t({ message: 'not accepted', context: 'aml' }),
  }
  return {
    state: (key: string) => states[key] ?? key,
    states: Object.entries(states).map(([value, label]) => ({ value, label })),
    status: (key: string) => statuses[key] ?? key,
  }
}
