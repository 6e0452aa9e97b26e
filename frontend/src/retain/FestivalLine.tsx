import { useLingui } from '@lingui/react/macro'
import { lazy, Suspense, useState } from 'react'
import { fetchQuery, graphql, useRelayEnvironment } from 'react-relay'
import type { FestivalLineQuery, FestivalLineQuery$data } from '../__generated__/FestivalLineQuery.graphql'
import { useCareWords } from '../book/careWords'
import { daysBetween } from '../format/date'
import { asFailure } from '../relay/failure'
import { Button } from '../ui/Button'
import { Note } from '../ui/ErrorState'
import { toast } from '../ui/Toasts'
import { useFailureText } from '../ui/useFailureText'
import { useRight } from '../viewer/Viewer'
import { useCareFilters } from './CareFilters'

const GreetDialog = lazy(() => import('./GreetDialog').then((loaded) => ({ default: loaded.GreetDialog })))

const query = graphql`
  query FestivalLineQuery($key: String!, $owner: ID, $team: Boolean!, $tier: String) {
    festivalClients(key: $key, owner: $owner, team: $team, tier: $tier) {
      total
      clients {
        id
        name
      }
    }
  }
`
type Props = { festival: { readonly key: string; readonly date: string }; today: string }

/** A festival that comes near; whom the filters name can be greeted for it. */
export function FestivalLine({ festival, today }: Props) {
  const { t, i18n } = useLingui()
  const words = useCareWords()
  const failed = useFailureText()
  const environment = useRelayEnvironment()
  const mayGreet = useRight('Mutation.sendGreetings')
  const mayAsk = useRight('Query.festivalClients')
  const { asked } = useCareFilters()
  const [found, setFound] = useState<FestivalLineQuery$data['festivalClients'] | null>(null)
  const [busy, setBusy] = useState(false)
  const name = words.festivals[festival.key] ?? festival.key
  const relative = new Intl.RelativeTimeFormat(i18n.locale, { numeric: 'auto' })
  const ask = async () => {
    setBusy(true)
    try {
      const { owner, team, tier } = asked
      const answer = await fetchQuery<FestivalLineQuery>(environment, query, {
        key: festival.key,
        owner,
        team,
        tier,
      }).toPromise()
      const clients = answer?.festivalClients ?? null
      if (clients && clients.clients.length === 0) toast(t`There is nobody to greet.`)
      else setFound(clients)
    } catch (error) {
      toast(failed(asFailure(error)).title, 'bad')
    } finally {
      setBusy(false)
    }
  }
  return (
    <Note tone="info">
      <strong>{name}</strong> {festival.date} · {relative.format(daysBetween(today, festival.date), 'day')}{' '}
      {mayGreet && mayAsk && festival.key !== 'qingming' && (
        <Button small busy={busy} onClick={() => void ask()}>
          {t`Greet for it…`}
        </Button>
      )}
      <Suspense fallback={null}>
        {found && (
          <GreetDialog
            festival={{ key: festival.key, name }}
            clients={found.clients.map((each) => ({ id: each.id, name: each.name ?? '—' }))}
            onSent={() => undefined}
            onClose={() => setFound(null)}
          />
        )}
      </Suspense>
    </Note>
  )
}
