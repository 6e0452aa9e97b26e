import { useLingui } from '@lingui/react/macro'

const REQUEST = ['new', 'assigned', 'answered', 'in_progress', 'waiting_client', 'resolved', 'closed']
export const BOARD = [...REQUEST.slice(0, 6), 'received', 'acknowledged', 'investigating', 'escalated']

/** Words for what the server names by a code: states, ways, categories, what was done. */
export function useRequestWords() {
  const { t } = useLingui()
  const states: Record<string, string> = {
    new: t({ message: 'New', context: 'request' }),
    assigned: t({ message: 'Assigned', context: 'request' }),
    answered: t({ message: 'Answered', context: 'request' }),
    in_progress: t`In progress`,
    waiting_client: t`Waiting for the client`,
    resolved: t`Resolved`,
    closed: t({ message: 'Closed', context: 'request' }),
    reopened: t`Reopened`,
    cancelled: t({ message: 'Cancelled', context: 'request' }),
    received: t({ message: 'Received', context: 'complaint' }),
    acknowledged: t`Acknowledged`,
    investigating: t`Investigating`,
    escalated: t`Escalated`,
  }
  const acts: Record<string, string> = {
    create: t`Written down`,
    edit: t({ message: 'Mended', context: 'request' }),
    assign: t({ message: 'Given to', context: 'request' }),
    answer: t({ message: 'Answered', context: 'request' }),
    start: t`Work began`,
    wait: t`Waiting for the client`,
    resume: t`The client came back`,
    resolve: t`Resolved`,
    close: t({ message: 'Closed', context: 'request' }),
    reopen: t`Opened again`,
    cancel: t({ message: 'Cancelled', context: 'request' }),
    acknowledge: t`Acknowledged`,
    investigate: t`Looked into`,
    conclude: t`Concluded`,
    escalate: t`Escalated`,
    remind: t({ message: 'Reminded', context: 'request' }),
    breach: t`Time ran out`,
    approval: t`Approval asked`,
    stricter: t`Stricter promise`,
  }
  const channels: Record<string, string> = {
    call: t`Call`,
    email: t`Mail`,
    wecom: t`WeCom`,
    meeting: t`Meeting`,
    link: t`Link page`,
    api: t`API`,
    automation: t`Automation`,
    other: t`Other`,
  }
  const categories: Record<string, string> = {
    service: t`Service`,
    performance: t`Performance`,
    product: t`Product`,
    fees: t`Fees`,
    information: t`Information given`,
    conduct: t`Conduct of staff`,
    other: t`Other`,
  }
  const causes: Record<string, string> = {
    process: t`Process`,
    person: t`Person`,
    system: t`System`,
    communication: t`Communication`,
    market: t`Market`,
    expectation: t`Expectation`,
    other: t`Other`,
  }
  const severities: Record<string, string> = { minor: t`Minor`, serious: t`Serious`, grave: t`Grave` }
  const clocks: Record<string, string> = {
    response: t`answer`,
    resolution: t`settlement`,
    acknowledge: t`acknowledgement`,
  }
  const items = (of: Record<string, string>) => Object.entries(of).map(([value, label]) => ({ value, label }))
  return {
    state: (value: string) => states[value] ?? value,
    states: items(states),
    act: (value: string) => acts[value] ?? value,
    channel: (value: string) => channels[value] ?? value,
    channels: items(channels),
    category: (value: string) => categories[value] ?? value,
    categories: items(categories),
    cause: (value: string) => causes[value] ?? value,
    causes: items(causes),
    severity: (value: string) => severities[value] ?? value,
    severities: items(severities),
    clock: (value: string) => clocks[value] ?? value,
  }
}

/** The hue of a state. */
export function requestHue(state: string) {
  if (['closed', 'cancelled', 'reopened'].includes(state)) return 'neutral' as const
  if (['resolved', 'answered'].includes(state)) return 'green' as const
  if (state === 'waiting_client') return 'violet' as const
  if (state === 'escalated') return 'red' as const
  return 'blue' as const
}
