import { useMemo } from 'react'
import { useRelayEnvironment } from 'react-relay'
import { type Environment, graphql } from 'relay-runtime'
import type { useClientPagesAnchorsQuery } from '../__generated__/useClientPagesAnchorsQuery.graphql'
import type {
  useClientPagesPageQuery,
  useClientPagesPageQuery$data,
} from '../__generated__/useClientPagesPageQuery.graphql'
import { connectionFetcher } from '../relay/connectionFetcher'
import type { Fetcher } from '../ui/grid/pages'
import type { PageSource } from '../ui/grid/source'
import { usePages } from '../ui/grid/usePages'

const pageDocument = graphql`
  query useClientPagesPageQuery($filter: ClientFilter, $orderBy: [ClientOrder!], $search: String, $first: Int!, $after: String) {
    clients(filter: $filter, orderBy: $orderBy, search: $search, first: $first, after: $after) {
      nodes {
        id
        ...ClientCells_client
        ...ClientCard_client
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`
const anchorsDocument = graphql`
  query useClientPagesAnchorsQuery($filter: ClientFilter, $orderBy: [ClientOrder!], $search: String, $size: Int!) {
    clients(filter: $filter, orderBy: $orderBy, search: $search, first: 1) {
      totalCount
      hasMoreThanCount
      pageAnchors(size: $size)
    }
  }
`

export type ClientNode = useClientPagesPageQuery$data['clients']['nodes'][number]
export type Question = Omit<useClientPagesAnchorsQuery['variables'], 'size'>

/** How the clients that answer a question are fetched. */
export const clientFetcher = (environment: Environment, asked: Question): Fetcher<ClientNode> =>
  connectionFetcher<useClientPagesAnchorsQuery, useClientPagesPageQuery, ClientNode>(environment, asked, {
    anchors: anchorsDocument,
    anchored: ({ clients }) => clients,
    page: pageDocument,
    listed: ({ clients }) => clients,
  })

/** The clients that answer a question, page by page. */
export function useClientPages(question: Question): PageSource<ClientNode> {
  const environment = useRelayEnvironment()
  const key = JSON.stringify(question)
  const fetcher = useMemo(() => clientFetcher(environment, JSON.parse(key) as Question), [environment, key])
  return usePages(fetcher)
}
