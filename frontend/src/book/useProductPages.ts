import { useMemo } from 'react'
import { useRelayEnvironment } from 'react-relay'
import { graphql } from 'relay-runtime'
import type { useProductPagesAnchorsQuery } from '../__generated__/useProductPagesAnchorsQuery.graphql'
import type {
  useProductPagesPageQuery,
  useProductPagesPageQuery$data,
} from '../__generated__/useProductPagesPageQuery.graphql'
import { connectionFetcher } from '../relay/connectionFetcher'
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
  const fetcher = useMemo(
    () =>
      connectionFetcher<useProductPagesAnchorsQuery, useProductPagesPageQuery, ProductRow>(
        environment,
        JSON.parse(key) as ProductQuestion,
        {
          anchors: anchorsDocument,
          anchored: ({ products }) => products,
          page: pageDocument,
          listed: ({ products }) => products,
        },
      ),
    [environment, key],
  )
  return usePages(fetcher)
}
