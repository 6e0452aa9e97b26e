import { graphql, useLazyLoadQuery } from 'react-relay'
import type { ForbiddenWordsVersionsQuery } from '../__generated__/ForbiddenWordsVersionsQuery.graphql'
import { contentDifferences } from '../ui/contentDifferences'
import { VersionList } from '../ui/VersionList'
import type { Begun } from './ProposalStylePage'

const query = graphql`
  query ForbiddenWordsVersionsQuery {
    forbiddenWordsVersions {
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

/** Every version of the list with what it changed; an earlier one can be begun from. */
export function ForbiddenWordsVersions({ turn, onBegin }: { turn: number; onBegin: ((from: Begun) => void) | null }) {
  const { forbiddenWordsVersions } = useLazyLoadQuery<ForbiddenWordsVersionsQuery>(
    query,
    {},
    { fetchPolicy: turn ? 'network-only' : 'store-and-network', fetchKey: turn },
  )
  return (
    <VersionList
      versions={forbiddenWordsVersions}
      changesOf={(version, before) => contentDifferences(before.content, version.content)}
      onBegin={onBegin}
    />
  )
}
