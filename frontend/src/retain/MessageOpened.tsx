import { graphql, useLazyLoadQuery } from 'react-relay'
import type { MessageOpenedQuery } from '../__generated__/MessageOpenedQuery.graphql'
import { Failure } from '../relay/failure'
import { ErrorState } from '../ui/ErrorState'
import { MessageItem } from './MessageItem'
import css from './Retain.module.css'

const query = graphql`
  query MessageOpenedQuery($id: ID!) {
    node(id: $id) {
      ... on Message {
        ...MessageItem_message @alias(as: "message")
      }
    }
  }
`

/** One message by its id: its words, its course, and what can be done about it. */
export function MessageOpened({ id }: { id: string }) {
  const { node } = useLazyLoadQuery<MessageOpenedQuery>(query, { id }, { fetchPolicy: 'store-and-network' })
  if (!node?.message) return <ErrorState failure={new Failure('NOT_FOUND', '')} />
  return (
    <ul className={css.list}>
      <MessageItem message={node.message} />
    </ul>
  )
}
