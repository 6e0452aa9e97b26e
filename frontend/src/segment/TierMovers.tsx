import { useLingui } from '@lingui/react/macro'
import { type ReactNode, useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { TierMoversQuery } from '../__generated__/TierMoversQuery.graphql'
import { paths } from '../paths'
import { DataTable, endCell, LoadMore, wideCell } from '../ui/DataTable'
import { Link } from '../ui/Link'
import { Money } from '../ui/Money'
import { Section } from '../ui/Page'
import { TierBadge } from './TierBadge'
import type { Picked } from './TierMovesPanel'

const query = graphql`
  query TierMoversQuery($from: Date!, $to: Date!, $fromTier: String, $toTier: String, $first: Int!) {
    tierMovers(from: $from, to: $to, fromTier: $fromTier, toTier: $toTier, first: $first) {
      totalCount
      pageInfo {
        hasNextPage
      }
      nodes {
        id
        name
        aum
        tier {
          key
          zh
          en
          hue
        }
        owner {
          name
        }
      }
    }
  }
`
const STEP = 20
const MOST = 200

type Props = { from: string; to: string; picked: Picked; title: string; actions: ReactNode }

/** The clients who went from one tier to another, the largest first. */
export function TierMovers({ from, to, picked, title, actions }: Props) {
  const { t } = useLingui()
  const [first, setFirst] = useState(STEP)
  const variables = { from, to, fromTier: picked.from, toTier: picked.to, first }
  const { tierMovers } = useLazyLoadQuery<TierMoversQuery>(query, variables, { fetchPolicy: 'store-and-network' })
  return (
    <Section title={title} actions={actions}>
      <DataTable
        label={title}
        heads={[
          { id: 'name', title: t`Client` },
          { id: 'tier', title: t`Tier now` },
          { id: 'aum', title: t`AUM`, end: true },
          { id: 'owner', title: t`Owner`, wide: true },
        ]}
      >
        {tierMovers.nodes.map((client) => (
          <tr key={client.id}>
            <td>
              <Link to={paths.client(client.id)}>{client.name}</Link>
            </td>
            <td>
              <TierBadge tier={client.tier} />
            </td>
            <td className={endCell}>
              <Money cny={client.aum} />
            </td>
            <td className={wideCell}>{client.owner?.name ?? '—'}</td>
          </tr>
        ))}
      </DataTable>
      <LoadMore
        hasNext={tierMovers.pageInfo.hasNextPage && first < MOST}
        loading={false}
        onMore={() => setFirst(Math.min(first + STEP * 2, MOST))}
        shown={tierMovers.nodes.length}
        total={tierMovers.totalCount ?? undefined}
      />
    </Section>
  )
}
