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
  query useClientPagesPageQuery($filter: ClientFilter, $orderBy: [ClientOrder!], $search: String, $first: Int!, $after: String, $own: [String!], $withOwn: Boolean!) {
    clients(filter: $filter, orderBy: $orderBy, search: $search, first: $first, after: $after) {
      nodes {
        id
        ...ClientCells_client @arguments(own: $own, withOwn: $withOwn)
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

/** How the clients that answer a question are fetched. own: keys of own fields whose values come with them. */
export function clientFetcher(
  environment: Environment,
  asked: Question,
  own: readonly string[] = [],
): Fetcher<ClientNode> {
  const wanted = { ...asked, own, withOwn: own.length > 0 }
  return connectionFetcher<useClientPagesAnchorsQuery, useClientPagesPageQuery, ClientNode>(environment, wanted, {
    anchors: anchorsDocument,
    anchored: ({ clients }) => clients,
    page: pageDocument,
    listed: ({ clients }) => clients,
  })
}

/** The clients that answer a question, page by page. own: keys of own fields whose values come with them. */
export function useClientPages(question: Question, own: readonly string[] = []): PageSource<ClientNode> {
  const environment = useRelayEnvironment()
  const key = JSON.stringify([question, own])
  const fetcher = useMemo(() => {
    const [asked, keys] = JSON.parse(key) as [Question, string[]]
    return clientFetcher(environment, asked, keys)
  }, [environment, key])
  return usePages(fetcher)
}
