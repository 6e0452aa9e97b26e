import { graphql, useFragment } from 'react-relay'
import type { ClientIdentity_client$key } from '../__generated__/ClientIdentity_client.graphql'
import { RiskBadge, StateBadge } from '../book/ClientBadges'
import { dayOf } from '../format/date'
import { Avatar } from '../ui/Avatar'
import { Badge } from '../ui/Badge'
import { useFields } from '../viewer/useFields'
import css from './ClientIdentity.module.css'
import { ClientService } from './ClientService'
import { ClientTags } from './ClientTags'
import { ClientTier } from './ClientTier'

const fragment = graphql`
  fragment ClientIdentity_client on Client {
    name
    namePinyin
    kind
    state
    riskLevel
    riskValidUntil
    qualified
    ...ClientTier_client
    ...ClientService_client
    ...ClientTags_client
  }
`

/** Who this is: name, type, state, risk, tags. The h1 of the page, an h2 in the panel. */
export function ClientIdentity({ client, brief }: { client: ClientIdentity_client$key; brief?: boolean }) {
  const data = useFragment(fragment, client)
  const { label, option } = useFields()
  const Heading = brief ? 'h2' : 'h1'
  const name = data.name ?? '—'
  return (
    <div className={css.identity}>
      <Avatar name={name} large square={data.kind !== 'individual'} />
      <div className={css.text}>
        <div className={css.name}>
          <Heading>{name}</Heading>
          {data.namePinyin && <span className={css.pinyin}>{data.namePinyin}</span>}
        </div>
        <div className={css.badges}>
          <StateBadge state={data.state} />
          <ClientTier client={data} />
          <ClientService client={data} />
          {data.riskLevel && (
            <RiskBadge level={data.riskLevel} validUntil={data.riskValidUntil} today={dayOf(new Date())} />
          )}
          {data.kind && <Badge>{option('kind', data.kind)}</Badge>}
          {data.qualified && (
            <Badge hue="green" shape="dot">
              {label('qualified')}
            </Badge>
          )}
          <ClientTags client={data} />
        </div>
      </div>
    </div>
  )
}
