import { useMemo } from 'react'
import { fetchQuery, useRelayEnvironment } from 'react-relay'
import { createOperationDescriptor, type Environment, getRequest, graphql } from 'relay-runtime'
import type { useClientPagesAnchorsQuery } from '../__generated__/useClientPagesAnchorsQuery.graphql'
import type {
  useClientPagesPageQuery,
  useClientPagesPageQuery$data,
} from '../__generated__/useClientPagesPageQuery.graphql'
import { asFailure } from '../relay/failure'
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

/** How the clients that answer a question are fetched; a page stays in Relay's store as long as the grid keeps it. */
export function clientFetcher(environment: Environment, asked: Question): Fetcher<ClientNode> {
  return {
    anchors: (size) => (sink) => {
      const subscription = fetchQuery<useClientPagesAnchorsQuery>(environment, anchorsDocument, {
        ...asked,
        size,
      }).subscribe({
        next: ({ clients }) =>
          sink.next({
            anchors: clients.pageAnchors.map((anchor) => anchor ?? null),
            total: clients.totalCount,
            more: clients.hasMoreThanCount,
          }),
        error: (error: Error) => sink.error(asFailure(error)),
      })
      return () => subscription.unsubscribe()
    },
    page: (after, first) => (sink) => {
      const variables = { ...asked, first, after }
      const kept = environment.retain(createOperationDescriptor(getRequest(pageDocument), variables))
      const subscription = fetchQuery<useClientPagesPageQuery>(environment, pageDocument, variables).subscribe({
        next: ({ clients }) =>
          sink.next({
            rows: clients.nodes,
            end: clients.pageInfo.endCursor ?? null,
            hasNext: clients.pageInfo.hasNextPage,
          }),
        error: (error: Error) => {
          kept.dispose()
          sink.error(asFailure(error))
        },
      })
      return () => {
        subscription.unsubscribe()
        kept.dispose()
      }
    },
  }
}

/** The clients that answer a question, page by page. */
export function useClientPages(question: Question): PageSource<ClientNode> {
  const environment = useRelayEnvironment()
  const key = JSON.stringify(question)
  const fetcher = useMemo(() => clientFetcher(environment, JSON.parse(key) as Question), [environment, key])
  return usePages(fetcher)
}
