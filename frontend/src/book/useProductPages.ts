import { useMemo } from 'react'
import { fetchQuery, useRelayEnvironment } from 'react-relay'
import { createOperationDescriptor, getRequest, graphql } from 'relay-runtime'
import type { useProductPagesAnchorsQuery } from '../__generated__/useProductPagesAnchorsQuery.graphql'
import type {
  useProductPagesPageQuery,
  useProductPagesPageQuery$data,
} from '../__generated__/useProductPagesPageQuery.graphql'
import { asFailure } from '../relay/failure'
import type { Fetcher } from '../ui/grid/pages'
import type { PageSource } from '../ui/grid/source'
import { usePages } from '../ui/grid/usePages'

const pageDocument = graphql`
  query useProductPagesPageQuery($filter: ProductFilter, $orderBy: [ProductOrder!], $search: String, $first: Int!, $after: String) {
    products(filter: $filter, orderBy: $orderBy, search: $search, first: $first, after: $after) {
      nodes {
        id
        code
        name
        strategy
        riskLevel
        status
        currency
        inception
        nav
        navDate
        navStale
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`
const anchorsDocument = graphql`
  query useProductPagesAnchorsQuery($filter: ProductFilter, $orderBy: [ProductOrder!], $search: String, $size: Int!) {
    products(filter: $filter, orderBy: $orderBy, search: $search, first: 1) {
      totalCount
      hasMoreThanCount
      pageAnchors(size: $size)
    }
  }
`

export type ProductRow = useProductPagesPageQuery$data['products']['nodes'][number]
export type ProductQuestion = Omit<useProductPagesAnchorsQuery['variables'], 'size'>

/** The funds that answer a question, page by page. */
export function useProductPages(question: ProductQuestion): PageSource<ProductRow> {
  const environment = useRelayEnvironment()
  const key = JSON.stringify(question)
  const fetcher = useMemo((): Fetcher<ProductRow> => {
    const asked = JSON.parse(key) as ProductQuestion
    return {
      anchors: (size) => (sink) => {
        const variables = { ...asked, size }
        const subscription = fetchQuery<useProductPagesAnchorsQuery>(environment, anchorsDocument, variables).subscribe(
          {
            next: ({ products }) =>
              sink.next({
                anchors: products.pageAnchors.map((anchor) => anchor ?? null),
                total: products.totalCount,
                more: products.hasMoreThanCount,
              }),
            error: (error: Error) => sink.error(asFailure(error)),
          },
        )
        return () => subscription.unsubscribe()
      },
      page: (after, first) => (sink) => {
        const variables = { ...asked, first, after }
        const kept = environment.retain(createOperationDescriptor(getRequest(pageDocument), variables))
        const subscription = fetchQuery<useProductPagesPageQuery>(environment, pageDocument, variables).subscribe({
          next: ({ products }) =>
            sink.next({
              rows: products.nodes,
              end: products.pageInfo.endCursor ?? null,
              hasNext: products.pageInfo.hasNextPage,
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
  }, [environment, key])
  return usePages(fetcher)
}
