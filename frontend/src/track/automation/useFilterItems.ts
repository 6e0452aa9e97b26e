import { useLingui } from '@lingui/react/macro'
import { useApprovalWords } from '../../book/approvalWords'
import { useJourneyWords } from '../../book/journeyWords'
import { useNeedWords } from '../../book/needWords'
import { useOrderWords } from '../../book/orderWords'
import { useSuitabilityWords } from '../../book/suitabilityWords'
import { useWords } from '../../book/words'
import type { Item } from '../../ui/Choice'
import { useFields } from '../../viewer/useFields'
import { useViewer } from '../../viewer/Viewer'
import { useClientKeys } from './useClientKeys'
import type { Named } from './useNamed'

/** States that an event of this name can tell. */
const STATES: Record<string, readonly string[]> = {
  'need.changed': ['open', 'met', 'dropped'],
  'journey.ended': ['done', 'lost'],
  'assessment.changed': ['draft', 'completed', 'valid', 'expiring', 'expired', 'superseded'],
  'qualification.changed': ['requested', 'in_review', 'approved', 'rejected', 'expiring', 'expired', 'revoked'],
}
const WAYS = ['start', 'forward', 'back', 'resume', 'migrate']

/** What a filter of an event can be, as items; null where it is said in the product's own keys. */
export function useFilterItems(named: Named): (event: string, filter: string, of: string) => Item[] | null {
  const { t, i18n } = useLingui()
  const { roleNames } = useViewer()
  const { items } = useWords()
  const { label } = useFields()
  const journeys = useJourneyWords()
  const needs = useNeedWords()
  const orders = useOrderWords()
  const approvals = useApprovalWords()
  const suits = useSuitabilityWords()
  const keys = useClientKeys()
  const state = (event: string, value: string) =>
    event === 'need.changed'
      ? needs.state(value)
      : event === 'journey.ended'
        ? journeys.state(value)
        : suits.state(value).word
  return (event, filter, of) => {
    if (of === 'rows:tag') return [...named.tags]
    if (of === 'rows:journeytemplate') return [...named.journeys]
    if (of === 'rows:product') return [...named.products]
    if (of === 'keys') return keys('know').map(({ key }) => ({ value: key, label: label(key) }))
    if (of === 'truth')
      return [
        { value: 'yes', label: t`Yes` },
        { value: 'no', label: t`No` },
      ]
    if (filter === 'stage' || filter === 'left') return named.stagesOf(null)
    if (filter === 'how') return WAYS.map((value) => ({ value, label: journeys.way(value) }))
    if (filter === 'role')
      return event === 'client.assigned'
        ? items('assignmentRoles')
        : roleNames.map(({ name, zh, en }) => ({ value: name, label: i18n.locale === 'zh-CN' ? zh : en }))
    if (filter === 'kind') return items('transactionKinds')
    if (filter !== 'state') return null
    if (event === 'order.changed') return [...orders.states]
    if (event === 'approval.changed') return approvals.states
    return STATES[event]?.map((value) => ({ value, label: state(event, value) })) ?? null
  }
}
