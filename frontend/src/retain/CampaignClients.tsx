import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { graphql, useLazyLoadQuery, useRelayEnvironment } from 'react-relay'
import { fetchQuery } from 'relay-runtime'
import type { CampaignClientsQuery, CampaignClientsQuery$data } from '../__generated__/CampaignClientsQuery.graphql'
import { dateTime } from '../format/date'
import { paths } from '../paths'
import { asFailure, type Failure } from '../relay/failure'
import { Badge } from '../ui/Badge'
import { Button } from '../ui/Button'
import { EmptyState } from '../ui/EmptyState'
import { FailureLine } from '../ui/ErrorState'
import { Link } from '../ui/Link'
import { Section } from '../ui/Page'
import css from './Retain.module.css'
import { hueOf } from './retainWords'
import { useOutreachWords } from './useOutreachWords'

const query = graphql`
  query CampaignClientsQuery($id: ID!, $state: String, $after: ID) {
    campaignClients(campaign: $id, state: $state, after: $after) {
      next
      clients {
        client {
          id
          name
        }
        state
        reasons {
          code
          text
        }
        clickedAt
        clicks
        left
        followed
      }
    }
  }
`
type Row = CampaignClientsQuery$data['campaignClients']['clients'][number]

/** Clients of a campaign in a state, more of them when asked. */
export function CampaignClients({ id, state, turn }: { id: string; state: string | null; turn: number }) {
  const { t } = useLingui()
  const { reached } = useOutreachWords()
  const environment = useRelayEnvironment()
  const { campaignClients } = useLazyLoadQuery<CampaignClientsQuery>(
    query,
    { id, state, after: null },
    { fetchPolicy: 'store-and-network', fetchKey: turn },
  )
  const [more, setMore] = useState<{ rows: readonly Row[]; next: string | null | undefined } | null>(null)
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<Failure | null>(null)
  const rows = [...campaignClients.clients, ...(more?.rows ?? [])]
  const next = more ? more.next : campaignClients.next
  const load = async () => {
    setBusy(true)
    try {
      const found = await fetchQuery<CampaignClientsQuery>(environment, query, { id, state, after: next }).toPromise()
      if (found)
        setMore({ rows: [...(more?.rows ?? []), ...found.campaignClients.clients], next: found.campaignClients.next })
      setFailure(null)
    } catch (error) {
      setFailure(asFailure(error))
    }
    setBusy(false)
  }
  return (
    <Section title={state ? (reached[state] ?? state) : t`Clients`}>
      {rows.length === 0 ? (
        <EmptyState scene="list" title={t`Nobody is there.`} small />
      ) : (
        <ul className={css.list} aria-label={t`Clients of the campaign`}>
          {rows.map(
            (each) =>
              each.client && (
                <li key={each.client.id} className={css.item}>
                  <div className={css.head}>
                    <Link to={paths.client(each.client.id)}>{each.client.name}</Link>
                    <Badge hue={hueOf(each.state)}>{reached[each.state]}</Badge>
                    {each.clickedAt && <Badge hue="teal">{reached.clicked}</Badge>}
                    {each.left && <Badge hue="red">{reached.left}</Badge>}
                    {each.followed && <Badge>{t`Task given`}</Badge>}
                  </div>
                  <span className={css.meta}>
                    {[
                      ...each.reasons.map((reason) => reason.text),
                      each.clickedAt && t`first followed ${dateTime(each.clickedAt)}`,
                    ]
                      .filter(Boolean)
                      .join(' · ')}
                  </span>
                </li>
              ),
          )}
        </ul>
      )}
      <FailureLine failure={failure} />
      {next && <Button busy={busy} onClick={() => void load()}>{t`More`}</Button>}
    </Section>
  )
}
