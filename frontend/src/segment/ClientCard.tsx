import { graphql, useFragment } from 'react-relay'
import type { ClientCard_client$key } from '../__generated__/ClientCard_client.graphql'
import { RiskBadge, StateBadge } from '../book/ClientBadges'
import { dayOf } from '../format/date'
import { Moment } from '../ui/Moment'
import { Money } from '../ui/Money'
import css from './ClientCells.module.css'
import { TierBadge } from './TierBadge'

const fragment = graphql`
  fragment ClientCard_client on Client {
    name
    state
    tier {
      key
      zh
      en
      hue
    }
    riskLevel
    riskValidUntil
    aum
    lastInteractionAt
    owner {
      name
    }
  }
`

/** A client as a two-line card of a phone's list. */
export function ClientCard({ row }: { row: ClientCard_client$key }) {
  const client = useFragment(fragment, row)
  return (
    <div className={css.card}>
      <span className={css.title}>{client.name}</span>
      <span className={css.figure}>{client.aum != null && <Money cny={client.aum} />}</span>
      <span className={css.meta}>
        <StateBadge state={client.state} />
        {client.tier && <TierBadge tier={client.tier} />}
        {client.riskLevel && (
          <RiskBadge level={client.riskLevel} validUntil={client.riskValidUntil} today={dayOf(new Date())} />
        )}
        <span>{client.owner?.name}</span>
      </span>
      <span className={css.meta}>
        <Moment at={client.lastInteractionAt} />
      </span>
    </div>
  )
}
