import { graphql, useLazyLoadQuery } from 'react-relay'
import type { ConsentTextsVersionsQuery } from '../__generated__/ConsentTextsVersionsQuery.graphql'
import { contentDifferences } from '../ui/contentDifferences'
import { VersionList } from '../ui/VersionList'
import type { Begun } from './ContactRulesPage'

const query = graphql`
  query ConsentTextsVersionsQuery {
    consentTextsVersions {
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

/** Every version with what it changed; an earlier one can be begun from. */
export function ConsentTextsVersions({ turn, onBegin }: { turn: number; onBegin: ((from: Begun) => void) | null }) {
  const { consentTextsVersions } = useLazyLoadQuery<ConsentTextsVersionsQuery>(
    query,
    {},
    { fetchPolicy: turn ? 'network-only' : 'store-and-network', fetchKey: turn },
  )
  return (
    <VersionList
      versions={consentTextsVersions}
      changesOf={(version, before) => contentDifferences(before.content, version.content)}
      onBegin={onBegin}
    />
  )
}
