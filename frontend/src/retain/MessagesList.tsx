import { useLingui } from '@lingui/react/macro'
import { graphql, useLazyLoadQuery, usePaginationFragment } from 'react-relay'
import type { MessagesList_query$key } from '../__generated__/MessagesList_query.graphql'
import type { MessagesListPageQuery } from '../__generated__/MessagesListPageQuery.graphql'
import type { MessagesListQuery } from '../__generated__/MessagesListQuery.graphql'
import { LoadMore } from '../ui/DataTable'
import { EmptyState } from '../ui/EmptyState'
import { MessageItem } from './MessageItem'
import css from './Retain.module.css'

const query = graphql`
  query MessagesListQuery($state: String, $channel: String, $purpose: String) {
    ...MessagesList_query @arguments(state: $state, channel: $channel, purpose: $purpose)
  }
`
const fragment = graphql`
  fragment MessagesList_query on Query
  @argumentDefinitions(
    state: { type: "String" }
    channel: { type: "String" }
    purpose: { type: "String" }
    first: { type: "Int", defaultValue: 40 }
    after: { type: "String" }
  )
  @refetchable(queryName: "MessagesListPageQuery") {
    messages(state: $state, channel: $channel, purpose: $purpose, first: $first, after: $after)
      @connection(key: "MessagesList_messages", filters: ["state", "channel", "purpose"]) {
      totalCount
      edges {
        node {
          id
          ...MessageItem_message
        }
      }
    }
  }
`
type Props = { state: string | null; channel: string | null; purpose: string | null }

/** Messages that a filter names, the newest first. */
export function MessagesList(filter: Props) {
  const { t } = useLingui()
  const whole = useLazyLoadQuery<MessagesListQuery>(query, filter, { fetchPolicy: 'store-and-network' })
  const page = usePaginationFragment<MessagesListPageQuery, MessagesList_query$key>(fragment, whole)
  const { edges, totalCount } = page.data.messages
  if (edges.length === 0)
    return (
      <EmptyState scene="filter" title={t`No messages to show.`}>
        {t`Messages are written on a client's page or by automations; others may be hidden by the filter.`}
      </EmptyState>
    )
  return (
    <>
      <ul className={css.list} aria-label={t`Messages`}>
        {edges.map(({ node }) => (
          <MessageItem key={node.id} message={node} withClient />
        ))}
      </ul>
      <LoadMore
        hasNext={page.hasNext}
        loading={page.isLoadingNext}
        onMore={() => page.loadNext(40)}
        shown={edges.length}
        total={totalCount ?? undefined}
      />
    </>
  )
}
