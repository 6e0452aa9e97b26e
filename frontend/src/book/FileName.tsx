import { useLingui } from '@lingui/react/macro'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { FileNameQuery } from '../__generated__/FileNameQuery.graphql'

const query = graphql`
  query FileNameQuery($id: ID!) {
    node(id: $id) {
      ... on Document {
        name
        size
        content
        shownAs
      }
    }
  }
`

/** A file that an own field holds, as far as one may know of it. */
export function useFile(id: string) {
  return useLazyLoadQuery<FileNameQuery>(query, { id }, { fetchPolicy: 'store-or-network' }).node
}

/** What a file that an own field holds is called. */
export function FileName({ id }: { id: string }) {
  const { t } = useLingui()
  return <>{useFile(id)?.name ?? t`A file`}</>
}
