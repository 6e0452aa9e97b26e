import { useLingui } from '@lingui/react/macro'
import type { ReactNode } from 'react'
import { graphql, useFragment } from 'react-relay'
import type { TierClients_page$key } from '../__generated__/TierClients_page.graphql'
import { paths } from '../paths'
import { DataTable, endCell, LoadMore, wideCell } from '../ui/DataTable'
import { Link } from '../ui/Link'
import { Money } from '../ui/Money'
import { Section } from '../ui/Page'
import { TierBadge } from './TierBadge'

const fragment = graphql`
  fragment TierClients_page on ClientConnection {
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
`
export const STEP = 20
const MOST = 200

type Props = {
  page: TierClients_page$key
  title: string
  actions: ReactNode
  first: number
  onFirst: (first: number) => void
}

/** The clients behind a figure of tiers, the largest first. */
export function TierClients({ page, title, actions, first, onFirst }: Props) {
  const { t } = useLingui()
  const clients = useFragment(fragment, page)
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
        {clients.nodes.map((client) => (
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
        hasNext={clients.pageInfo.hasNextPage && first < MOST}
        loading={false}
        onMore={() => onFirst(Math.min(first + STEP * 2, MOST))}
        shown={clients.nodes.length}
        total={clients.totalCount ?? undefined}
      />
    </Section>
  )
}
