import { graphql, useLazyLoadQuery } from 'react-relay'
import type { ProposalStyleVersionsQuery } from '../__generated__/ProposalStyleVersionsQuery.graphql'
import { contentDifferences } from '../ui/contentDifferences'
import { VersionList } from '../ui/VersionList'
import type { Begun } from './ProposalStylePage'

const query = graphql`
  query ProposalStyleVersionsQuery {
    proposalStyleVersions {
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

/** Every version of the style with what it changed; an earlier one can be begun from. */
export function ProposalStyleVersions({ turn, onBegin }: { turn: number; onBegin: ((from: Begun) => void) | null }) {
  const { proposalStyleVersions } = useLazyLoadQuery<ProposalStyleVersionsQuery>(
    query,
    {},
    { fetchPolicy: turn ? 'network-only' : 'store-and-network', fetchKey: turn },
  )
  return (
    <VersionList
      versions={proposalStyleVersions}
      changesOf={(version, before) => contentDifferences(before.content, version.content)}
      onBegin={onBegin}
    />
  )
}
