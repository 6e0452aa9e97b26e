import { graphql, useLazyLoadQuery } from 'react-relay'
import type { ContactRulesVersionsQuery } from '../__generated__/ContactRulesVersionsQuery.graphql'
import { contentDifferences } from '../ui/contentDifferences'
import { VersionList } from '../ui/VersionList'
import type { Begun } from './ContactRulesPage'

const query = graphql`
  query ContactRulesVersionsQuery {
    contactRulesVersions {
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
export function ContactRulesVersions({ turn, onBegin }: { turn: number; onBegin: ((from: Begun) => void) | null }) {
  const { contactRulesVersions } = useLazyLoadQuery<ContactRulesVersionsQuery>(
    query,
    {},
    { fetchPolicy: turn ? 'network-only' : 'store-and-network', fetchKey: turn },
  )
  return (
    <VersionList
      versions={contactRulesVersions}
      changesOf={(version, before) => contentDifferences(before.content, version.content)}
      onBegin={onBegin}
    />
  )
}
