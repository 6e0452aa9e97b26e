import { useLingui } from '@lingui/react/macro'
import { graphql } from 'react-relay'
import type { useOpportunityActsRestoreMutation } from '../__generated__/useOpportunityActsRestoreMutation.graphql'
import type { useOpportunityActsTakeMutation } from '../__generated__/useOpportunityActsTakeMutation.graphql'
import { useChange } from '../relay/useChange'
import { toast } from '../ui/Toasts'
import { useFailureText } from '../ui/useFailureText'
import { useRight } from '../viewer/Viewer'

const take = graphql`
  mutation useOpportunityActsTakeMutation($input: OpportunitiesInput!) {
    takeUpOpportunities(input: $input) {
      id
      state
    }
  }
`
const restore = graphql`
  mutation useOpportunityActsRestoreMutation($input: OpportunitiesInput!) {
    restoreOpportunities(input: $input) {
      id
      state
    }
  }
`

/** What is done with chances by one click; onDone: when something came of it. */
export function useOpportunityActs(onDone: () => void) {
  const { t } = useLingui()
  const said = useFailureText()
  const [runTake, taking] = useChange<useOpportunityActsTakeMutation>(take)
  const [runRestore, restoring] = useChange<useOpportunityActsRestoreMutation>(restore)
  return {
    mayTake: useRight('Mutation.takeUpOpportunities'),
    mayStart: useRight('Mutation.startOpportunityJourney'),
    mayDismiss: useRight('Mutation.dismissOpportunities'),
    mayRestore: useRight('Mutation.restoreOpportunities'),
    busy: taking || restoring,
    take: async (ids: readonly string[]) => {
      const outcome = await runTake({ input: { ids: [...ids] } })
      toast(outcome.ok ? t`Tasks made: ${ids.length}` : said(outcome.failure).title)
      if (outcome.ok) onDone()
    },
    restore: async (ids: readonly string[]) => {
      const outcome = await runRestore({ input: { ids: [...ids] } })
      toast(outcome.ok ? t`The dismissal was taken back.` : said(outcome.failure).title)
      if (outcome.ok) onDone()
    },
  }
}
