import { fetchQuery } from 'react-relay'
import {
  createOperationDescriptor,
  type Environment,
  type GraphQLTaggedNode,
  getRequest,
  type OperationType,
} from 'relay-runtime'
import type { Fetcher } from '../ui/grid/pages'
import { asFailure } from './failure'

type Listed<Row> = {
  nodes: readonly Row[]
  pageInfo: { hasNextPage: boolean; endCursor?: string | null | undefined }
}
type Anchored = {
  totalCount: number
  hasMoreThanCount: boolean
  pageAnchors: readonly (string | null | undefined)[]
}

/** The two documents of a list, and where each of their answers has it. */
export type Documents<Anchors extends OperationType, Page extends OperationType, Row> = {
  anchors: GraphQLTaggedNode
  anchored: (data: Anchors['response']) => Anchored
  page: GraphQLTaggedNode
  listed: (data: Page['response']) => Listed<Row>
}

/** How the rows of a connection are fetched; a page stays in Relay's store as long as the grid keeps it. */
export function connectionFetcher<Anchors extends OperationType, Page extends OperationType, Row>(
  environment: Environment,
  asked: object,
  documents: Documents<Anchors, Page, Row>,
): Fetcher<Row> {
  return {
    anchors: (size) => (sink) => {
      const variables: Anchors['variables'] = { ...asked, size }
      const subscription = fetchQuery<Anchors>(environment, documents.anchors, variables).subscribe({
        next: (data) => {
          const { pageAnchors, totalCount, hasMoreThanCount } = documents.anchored(data)
          sink.next({
            anchors: pageAnchors.map((anchor) => anchor ?? null),
            total: totalCount,
            more: hasMoreThanCount,
          })
        },
        error: (error: Error) => sink.error(asFailure(error)),
      })
      return () => subscription.unsubscribe()
    },
    page: (after, first) => (sink) => {
      const variables: Page['variables'] = { ...asked, first, after }
      const kept = environment.retain(createOperationDescriptor(getRequest(documents.page), variables))
      const subscription = fetchQuery<Page>(environment, documents.page, variables).subscribe({
        next: (data) => {
          const { nodes, pageInfo } = documents.listed(data)
          sink.next({ rows: nodes, end: pageInfo.endCursor ?? null, hasNext: pageInfo.hasNextPage })
        },
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
