import { useLingui } from '@lingui/react/macro'
import type { Hue, Shape } from '../ui/Badge'

export const looks: Record<string, { hue: Hue; shape: Shape }> = {
  draft: { hue: 'neutral', shape: 'ring' },
  pending: { hue: 'blue', shape: 'half' },
  approved: { hue: 'green', shape: 'dot' },
  rejected: { hue: 'red', shape: 'cross' },
  returned: { hue: 'amber', shape: 'rise' },
  withdrawn: { hue: 'neutral', shape: 'bar' },
  expired: { hue: 'neutral', shape: 'square' },
  voided: { hue: 'violet', shape: 'cross' },
  waiting: { hue: 'neutral', shape: 'ring' },
  active: { hue: 'blue', shape: 'half' },
  skipped: { hue: 'neutral', shape: 'bar' },
}

/** Words for what the server names by a code. */
export function useApprovalWords() {
  const { t } = useLingui()
  const states: Record<string, string> = {
    draft: t({ message: 'Draft', context: 'approval' }),
    pending: t({ message: 'Pending', context: 'approval' }),
    approved: t({ message: 'Approved', context: 'approval' }),
    rejected: t({ message: 'Rejected', context: 'approval' }),
    returned: t({ message: 'Returned', context: 'approval' }),
    withdrawn: t({ message: 'Withdrawn', context: 'approval' }),
    expired: t({ message: 'Lapsed', context: 'approval' }),
    voided: t({ message: 'Voided', context: 'approval' }),
  }
  const voices: Record<string, string> = {
    waiting: t({ message: 'to come', context: 'signer' }),
    active: t({ message: 'is asked', context: 'signer' }),
    approved: t({ message: 'agreed', context: 'signer' }),
    rejected: t({ message: 'rejected', context: 'signer' }),
    returned: t({ message: 'returned it', context: 'signer' }),
    skipped: t({ message: 'was not needed', context: 'signer' }),
  }
  const modes: Record<string, string> = {
    all: t`everybody has to agree`,
    any: t`one decides`,
    quorum: t`a quorum has to agree`,
  }
  const acts: Record<string, string> = {
    draft: t({ message: 'drafted it', context: 'act' }),
    edit: t({ message: 'mended it', context: 'act' }),
    submit: t({ message: 'handed it in', context: 'act' }),
    approve: t({ message: 'agreed', context: 'act' }),
    reject: t({ message: 'rejected it', context: 'act' }),
    return: t({ message: 'returned it', context: 'act' }),
    withdraw: t({ message: 'withdrew it', context: 'act' }),
    transfer: t({ message: 'handed it on', context: 'act' }),
    add: t({ message: 'added a signer', context: 'act' }),
    copy: t({ message: 'sent a copy', context: 'act' }),
    comment: t({ message: 'commented', context: 'act' }),
    expire: t({ message: 'It lapsed', context: 'act' }),
    void: t({ message: 'It was voided', context: 'act' }),
  }
  const abouts: Record<string, string> = {
    client: t`A client`,
    journey: t`A journey`,
    document: t`A document`,
    free: t`Anything`,
  }
  return {
    state: (code: string) => states[code] ?? code,
    states: Object.entries(states).map(([value, label]) => ({ value, label })),
    voice: (code: string) => voices[code] ?? code,
    mode: (code: string) => modes[code] ?? code,
    modes: Object.entries(modes).map(([value, label]) => ({ value, label })),
    act: (code: string) => acts[code] ?? code,
    about: (code: string) => abouts[code] ?? code,
    abouts: Object.entries(abouts).map(([value, label]) => ({ value, label })),
  }
}
