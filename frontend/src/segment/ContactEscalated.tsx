import { useLingui } from '@lingui/react/macro'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { ContactEscalatedQuery } from '../__generated__/ContactEscalatedQuery.graphql'
import { dayOf } from '../format/date'
import { Badge } from '../ui/Badge'
import { useRoleName } from '../viewer/useFields'

const query = graphql`
  query ContactEscalatedQuery($client: ID!) {
    client(id: $client) {
      contactEscalations {
        step
        role
        at
        endedAt
        user {
          name
        }
      }
    }
  }
`

/** Whom it was told to, and when, that nobody talked with a client in time; nothing while nobody was. */
export function ContactEscalated({ client }: { client: string }) {
  const { t } = useLingui()
  const role = useRoleName()
  const data = useLazyLoadQuery<ContactEscalatedQuery>(query, { client }, { fetchPolicy: 'store-and-network' })
  const told = (data.client?.contactEscalations ?? []).filter(({ endedAt }) => !endedAt)
  const who = (each: (typeof told)[number]) =>
    `${each.user?.name ?? '—'} (${each.role === 'owner' ? t`owner` : role(each.role)}, ${dayOf(each.at)})`
  if (told.length === 0) return null
  return (
    <Badge hue="amber" shape="rise" title={told.map(who).join(t`, `)}>
      {t`Escalated to ${told.map(({ user }) => user?.name ?? '—').join(t`, `)}`}
    </Badge>
  )
}
