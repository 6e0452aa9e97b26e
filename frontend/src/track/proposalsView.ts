import type { ProposalFilter, ProposalOrder } from '../__generated__/ProposalsListQuery.graphql'
import { LIVE } from '../book/proposalWords'
import { dayOf } from '../format/date'

export type ProposalsView = { states: readonly string[]; mine: boolean; ending: boolean; sort: string }
const SORTS: Readonly<Record<string, ProposalOrder>> = {
  valid: { field: 'VALID_UNTIL', direction: 'ASC' },
  changed: { field: 'UPDATED_AT', direction: 'DESC' },
  state: { field: 'STATE', direction: 'ASC' },
}
const WEEK = 7 * 24 * 60 * 60 * 1000

/** What the URL asks of the list of proposals; those under way where it says nothing. */
export function readProposalsView(values: Readonly<Record<string, string>>): ProposalsView {
  const states = (values.state ?? '').split(',').filter((each) => each && each !== 'all')
  return {
    states: values.state === undefined ? LIVE : states,
    mine: values.mine === 'yes',
    ending: values.ending === 'yes',
    sort: values.sort && values.sort in SORTS ? values.sort : 'new',
  }
}

/** The server's filter. me: the id of who looks. */
export function filterOf(view: ProposalsView, me: string, now: Date): ProposalFilter {
  return {
    ...(view.states.length > 0 && { states: view.states }),
    ...(view.mine && { owner: me }),
    ...(view.ending && { validBefore: dayOf(new Date(now.getTime() + WEEK)), states: ['released', 'sent'] }),
  }
}

/** The server's order; none leaves the latest first. */
export const orderOf = (sort: string): ProposalOrder[] | null => {
  const order = SORTS[sort]
  return order ? [order] : null
}
