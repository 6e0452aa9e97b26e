import { useLingui } from '@lingui/react/macro'
import { Plus } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { JourneyPanelQuery } from '../__generated__/JourneyPanelQuery.graphql'
import { Failure } from '../relay/failure'
import { Button } from '../ui/Button'
import { EmptyState } from '../ui/EmptyState'
import { ErrorState } from '../ui/ErrorState'
import { SkeletonRows } from '../ui/Skeleton'
import { useRight } from '../viewer/Viewer'
import css from './Journeys.module.css'
import { JourneyView } from './JourneyView'
import { StartJourneyDialog } from './StartJourneyDialog'

const ClientRuns = lazy(() => import('./ClientRuns').then((loaded) => ({ default: loaded.ClientRuns })))

const query = graphql`
  query JourneyPanelQuery($id: ID!) {
    client(id: $id) {
      journeys {
        id
        state
        ...JourneyView_journey
      }
    }
  }
`

/** The journeys of a client, those that run first: where each stands, what is to be done, and how it came there. */
export function JourneyPanel({ id }: { id: string }) {
  const { t } = useLingui()
  const [turn, setTurn] = useState(0)
  const [starting, setStarting] = useState(false)
  const again = { fetchPolicy: 'store-and-network', fetchKey: turn } as const
  const { client } = useLazyLoadQuery<JourneyPanelQuery>(query, { id }, again)
  const mayStart = useRight('Mutation.startJourney')
  const mayRuns = useRight('Query.automationRuns')
  if (!client?.journeys) return <ErrorState failure={new Failure('FORBIDDEN', '')} />
  const changed = () => setTurn((n) => n + 1)
  const running = client.journeys.filter(({ state }) => state === 'open' || state === 'held')
  const ended = client.journeys.filter(({ state }) => state === 'done' || state === 'lost')
  return (
    <div className={css.panel}>
      {mayStart && (
        <div>
          <Button small onClick={() => setStarting(true)}>
            <Plus size={13} aria-hidden="true" />
            {t`Start a journey`}
          </Button>
        </div>
      )}
      {client.journeys.length === 0 && (
        <EmptyState scene="list" title={t`No journey yet.`}>
          <p>{t`A journey leads the client through stages; each says what is to be done before the next.`}</p>
        </EmptyState>
      )}
      {[...running, ...ended].map((journey) => (
        <JourneyView key={journey.id} journey={journey} onChanged={changed} />
      ))}
      {mayRuns && (
        <Suspense fallback={<SkeletonRows rows={3} />}>
          <ClientRuns id={id} />
        </Suspense>
      )}
      {starting && <StartJourneyDialog client={id} onStarted={changed} onClose={() => setStarting(false)} />}
    </div>
  )
}
