import { useLingui } from '@lingui/react/macro'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { ProposalNeedsQuery } from '../__generated__/ProposalNeedsQuery.graphql'
import { Choices } from '../ui/Choice'

const query = graphql`
  query ProposalNeedsQuery($client: ID!) {
    needs(client: $client, first: 50) {
      nodes {
        id
        purpose
      }
    }
  }
`
type Props = { client: string; value: readonly string[]; onChange: (value: readonly string[]) => void }

/** Which needs of the client a proposal answers. */
export function ProposalNeeds({ client, value, onChange }: Props) {
  const { t } = useLingui()
  const { needs } = useLazyLoadQuery<ProposalNeedsQuery>(query, { client }, { fetchPolicy: 'store-or-network' })
  if (needs.nodes.length === 0) return null
  return (
    <Choices
      label={t`Needs it answers`}
      items={needs.nodes.map(({ id, purpose }) => ({ value: id, label: purpose ?? '—' }))}
      value={value}
      onChange={onChange}
    />
  )
}
