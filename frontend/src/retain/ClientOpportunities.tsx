import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { ClientOpportunitiesQuery } from '../__generated__/ClientOpportunitiesQuery.graphql'
import { useBoth } from '../book/journeyWords'
import { Failure } from '../relay/failure'
import { EmptyState } from '../ui/EmptyState'
import { ErrorState } from '../ui/ErrorState'
import css from './Opportunities.module.css'
import { DismissDialog, OpportunityJourneyDialog } from './OpportunityDialogs'
import { OpportunityItem } from './OpportunityItem'
import { OpportunityButtons } from './OpportunityList'
import { useOpportunityActs } from './useOpportunityActs'

const query = graphql`
  query ClientOpportunitiesQuery($id: ID!) {
    client(id: $id) {
      opportunities {
        id
        kind
        state
        held
        kindName {
          zh
          en
        }
        ...OpportunityItem_opportunity
      }
    }
  }
`

/** Chances with one client: those that are open first, then what became of others. */
export function ClientOpportunities({ id }: { id: string }) {
  const { t } = useLingui()
  const both = useBoth()
  const [turn, setTurn] = useState(0)
  const [dismissed, setDismissed] = useState<string | null>(null)
  const [starting, setStarting] = useState<string | null>(null)
  const again = () => setTurn((n) => n + 1)
  const acts = useOpportunityActs(again)
  const { client } = useLazyLoadQuery<ClientOpportunitiesQuery>(
    query,
    { id },
    { fetchPolicy: 'store-and-network', fetchKey: turn },
  )
  const rows = client?.opportunities
  if (!rows) return <ErrorState failure={new Failure('FORBIDDEN', '')} />
  if (rows.length === 0)
    return (
      <EmptyState scene="list" title={t`No opportunity with this client.`}>
        {t`They are looked for each night, and whenever something happens in the ledger.`}
      </EmptyState>
    )
  return (
    <>
      <ul className={css.list} aria-label={t`Opportunities`}>
        {rows.map((row) => (
          <OpportunityItem
            key={row.id}
            ofOne
            opportunity={row}
            kindName={() => both(row.kindName)}
            acts={
              <OpportunityButtons
                row={row}
                acts={acts}
                onDismiss={() => setDismissed(row.id)}
                onStart={() => setStarting(row.id)}
              />
            }
          />
        ))}
      </ul>
      {dismissed && <DismissDialog ids={[dismissed]} onClose={() => setDismissed(null)} onDone={again} />}
      {starting && <OpportunityJourneyDialog id={starting} onClose={() => setStarting(null)} onDone={again} />}
    </>
  )
}
