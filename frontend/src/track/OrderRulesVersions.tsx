import { graphql, useLazyLoadQuery } from 'react-relay'
import type { OrderRulesVersionsQuery } from '../__generated__/OrderRulesVersionsQuery.graphql'
import { contentDifferences } from '../ui/contentDifferences'
import { VersionList } from '../ui/VersionList'
import type { Begun } from './OrderRulesPage'

const query = graphql`
  query OrderRulesVersionsQuery {
    orderRulesVersions {
      number
      content
      note
      publishedAt
      publishedBy {
        name
      }
    }
  }
`

/** Every version of the order rules with what it changed; an earlier one can be begun from. */
export function OrderRulesVersions({ turn, onBegin }: { turn: number; onBegin: ((from: Begun) => void) | null }) {
  const { orderRulesVersions } = useLazyLoadQuery<OrderRulesVersionsQuery>(
    query,
    {},
    { fetchPolicy: turn ? 'network-only' : 'store-and-network', fetchKey: turn },
  )
  return (
    <VersionList
      versions={orderRulesVersions}
      changesOf={(version, before) => contentDifferences(before.content, version.content)}
      onBegin={onBegin}
    />
  )
}
