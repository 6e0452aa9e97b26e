import { useLingui } from '@lingui/react/macro'
import { SearchX } from 'lucide-react'
import { graphql, useLazyLoadQuery, usePaginationFragment } from 'react-relay'
import type { FoundTalk_query$key } from '../__generated__/FoundTalk_query.graphql'
import type { FoundTalkPageQuery } from '../__generated__/FoundTalkPageQuery.graphql'
import type { FoundTalkQuery } from '../__generated__/FoundTalkQuery.graphql'
import { InteractionIcon } from '../book/InteractionIcon'
import { LoadMore } from '../ui/DataTable'
import { EmptyState } from '../ui/EmptyState'
import { Timeline } from '../ui/Timeline'
import { InteractionEntry } from './InteractionEntry'

const query = graphql`
  query FoundTalkQuery($client: ID!, $text: String!) {
    ...FoundTalk_query @arguments(client: $client, text: $text)
  }
`
const fragment = graphql`
  fragment FoundTalk_query on Query
  @argumentDefinitions(
    client: { type: "ID!" }
    text: { type: "String!" }
    first: { type: "Int", defaultValue: 25 }
    after: { type: "String" }
  )
  @refetchable(queryName: "FoundTalkPageQuery") {
    interactions(client: $client, search: $text, first: $first, after: $after)
      @connection(key: "FoundTalk_interactions") {
      totalCount
      edges {
        node {
          id
          at
          kind
          ...InteractionEntry_interaction
        }
      }
    }
  }
`

/** What was written down of conversations with a client that has all the words. */
export function FoundTalk({ client, text }: { client: string; text: string }) {
  const data = useLazyLoadQuery<FoundTalkQuery>(query, { client, text }, { fetchPolicy: 'store-and-network' })
  return <Found found={data} />
}

function Found({ found }: { found: FoundTalk_query$key }) {
  const { t } = useLingui()
  const { data, hasNext, isLoadingNext, loadNext } = usePaginationFragment<FoundTalkPageQuery, FoundTalk_query$key>(
    fragment,
    found,
  )
  const edges = data.interactions.edges
  return (
    <>
      {edges.length === 0 && (
        <EmptyState small icon={<SearchX size={20} />} title={t`No conversation has these words.`}>
          {t`Whole words and at least two Chinese characters are found.`}
        </EmptyState>
      )}
      <Timeline
        entries={edges.map(({ node }) => ({
          id: node.id,
          at: node.at,
          icon: <InteractionIcon kind={node.kind} />,
          body: <InteractionEntry interaction={node} />,
        }))}
      />
      <LoadMore
        hasNext={hasNext}
        loading={isLoadingNext}
        onMore={() => loadNext(25)}
        shown={edges.length}
        total={data.interactions.totalCount}
      />
    </>
  )
}
