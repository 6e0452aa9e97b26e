import { useLingui } from '@lingui/react/macro'
import { type ReactNode, useCallback } from 'react'
import { graphql, useFragment, useRelayEnvironment } from 'react-relay'
import { getFragment, getSingularSelector } from 'relay-runtime'
import type { ClientCells_client$data, ClientCells_client$key } from '../__generated__/ClientCells_client.graphql'
import { RiskBadge, StateBadge, TagBadge } from '../book/ClientBadges'
import { useServiceCells } from '../book/useServiceCells'
import { dateTime, dayOf } from '../format/date'
import { Badge } from '../ui/Badge'
import { Moment } from '../ui/Moment'
import { Money } from '../ui/Money'
import { useFields } from '../viewer/useFields'
import { TierBadge } from './TierBadge'

const fragment = graphql`
  fragment ClientCells_client on Client
  @argumentDefinitions(own: { type: "[String!]", defaultValue: [] }, withOwn: { type: "Boolean", defaultValue: false }) {
    id
    version
    relation
    name
    kind
    state
    riskLevel
    riskValidUntil
    tier {
      key
      zh
      en
      hue
      rank
    }
    serviceCell
    contactDueOn
    ownerFits
    relationship
    investorClass
    aum
    province
    city
    industry
    company
    source
    mobile
    qualified
    onboardDate
    createdAt
    updatedAt
    lastInteractionAt
    owner {
      id
      name
    }
    tags {
      id
      name
      colour
    }
    custom(keys: $own) @include(if: $withOwn) {
      key
      value
      name
    }
  }
`

export type ClientRow = ClientCells_client$key
export type ClientData = ClientCells_client$data

/** Reads one client of the list and stays with it as it changes. */
export function WithClient({ row, children }: { row: ClientRow; children: (data: ClientData) => ReactNode }) {
  return children(useFragment(fragment, row))
}

/** Reads a client of the list as the store knows it now, without subscribing. */
export function useReadClient(): (row: ClientRow) => ClientData {
  const environment = useRelayEnvironment()
  return useCallback(
    (row) => {
      const selector = getSingularSelector(getFragment(fragment), row)
      if (!selector) throw new Error('a row without the fragment of the client list')
      return environment.lookup(selector).data as unknown as ClientData
    },
    [environment],
  )
}

/** What a cell of the client list shows, and the same in words. */
export function useClientCells() {
  const { t, i18n } = useLingui()
  const { option } = useFields()
  const service = useServiceCells()
  const today = dayOf(new Date())
  const choices = ['kind', 'province', 'industry', 'relationship', 'investorClass']
  const instants = ['lastInteractionAt', 'createdAt', 'updatedAt']
  const cell = (id: string, client: ClientData): ReactNode => {
    if (id === 'name') return client.name ?? '—'
    if (id === 'state') return <StateBadge state={client.state} />
    if (id === 'riskLevel')
      return <RiskBadge level={client.riskLevel} validUntil={client.riskValidUntil} today={today} />
    if (id === 'tier') return <TierBadge tier={client.tier} />
    if (id === 'contactDueOn' && client.contactDueOn != null && client.contactDueOn < today)
      return <Badge hue="amber">{client.contactDueOn}</Badge>
    if (id === 'aum') return <Money cny={client.aum} column />
    if (id === 'tags') return <Tags tags={client.tags ?? []} />
    if (instants.includes(id)) return <Moment at={plain(client, id)} />
    return <span>{text(id, client) || '—'}</span>
  }
  const text = (id: string, client: ClientData): string => {
    if (id === 'owner') return client.owner?.name ?? ''
    if (id === 'tier')
      return client.tier ? ((i18n.locale === 'zh-CN' ? client.tier.zh : client.tier.en) ?? client.tier.key) : ''
    if (id === 'serviceCell') return client.serviceCell ? service.word(client.serviceCell) : ''
    if (id === 'ownerFits') return client.ownerFits == null ? '' : client.ownerFits ? t`Yes` : t`No`
    if (id === 'tags') return (client.tags ?? []).map((tag) => tag.name).join(t`, `)
    if (id === 'qualified') return client.qualified == null ? '' : client.qualified ? t`Yes` : t`No`
    const value = plain(client, id)
    if (value == null) return ''
    if (choices.includes(id) || id === 'state' || id === 'riskLevel') return option(id, value)
    return instants.includes(id) ? dateTime(value) : value
  }
  return { cell, text, service }
}

/** A field of a client that is plain text. */
export const plain = (client: ClientData, id: string) => client[id as 'name'] as string | null | undefined

/** The first two tags and how many more there are. */
function Tags({ tags }: { tags: NonNullable<ClientData['tags']> }) {
  const rest = tags.slice(2)
  return (
    <>
      {tags.slice(0, 2).map((tag) => (
        <TagBadge key={tag.id} name={tag.name} colour={tag.colour} />
      ))}
      {rest.length > 0 && <Badge title={rest.map((tag) => tag.name).join(', ')}>+{rest.length}</Badge>}
    </>
  )
}
