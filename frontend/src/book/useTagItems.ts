import { graphql, useLazyLoadQuery } from 'react-relay'
import type { useTagItemsQuery } from '../__generated__/useTagItemsQuery.graphql'

const query = graphql`
  query useTagItemsQuery {
    tags {
      id
      name
      colour
      group
      archivedAt
    }
  }
`

/** The firm's tags as items of a list; suspends while they load. */
export function useTagItems(): { value: string; label: string }[] {
  const { tags } = useLazyLoadQuery<useTagItemsQuery>(query, {}, { fetchPolicy: 'store-or-network' })
  return tags.filter(({ archivedAt }) => !archivedAt).map(({ id, name }) => ({ value: id, label: name }))
}
