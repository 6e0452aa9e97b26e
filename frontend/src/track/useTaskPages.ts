import { useMemo } from 'react'
import { useRelayEnvironment } from 'react-relay'
import { type Environment, graphql } from 'relay-runtime'
import type { useTaskPagesAnchorsQuery } from '../__generated__/useTaskPagesAnchorsQuery.graphql'
import type { useTaskPagesPageQuery, useTaskPagesPageQuery$data } from '../__generated__/useTaskPagesPageQuery.graphql'
import { connectionFetcher } from '../relay/connectionFetcher'
import type { Fetcher } from '../ui/grid/pages'
import type { PageSource } from '../ui/grid/source'
import { usePages } from '../ui/grid/usePages'

const pageDocument = graphql`
  query useTaskPagesPageQuery($filter: TaskFilter, $orderBy: [TaskOrder!], $first: Int!, $after: String) {
    tasks(filter: $filter, orderBy: $orderBy, first: $first, after: $after) {
      nodes {
        id
        ...taskRows_task
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`
const anchorsDocument = graphql`
  query useTaskPagesAnchorsQuery($filter: TaskFilter, $orderBy: [TaskOrder!], $size: Int!) {
    tasks(filter: $filter, orderBy: $orderBy, first: 1) {
      totalCount
      hasMoreThanCount
      pageAnchors(size: $size)
    }
  }
`

export type TaskNode = useTaskPagesPageQuery$data['tasks']['nodes'][number]
export type Question = Omit<useTaskPagesAnchorsQuery['variables'], 'size'>

/** How the tasks that answer a question are fetched. */
export const taskFetcher = (environment: Environment, asked: Question): Fetcher<TaskNode> =>
  connectionFetcher<useTaskPagesAnchorsQuery, useTaskPagesPageQuery, TaskNode>(environment, asked, {
    anchors: anchorsDocument,
    anchored: ({ tasks }) => tasks,
    page: pageDocument,
    listed: ({ tasks }) => tasks,
  })

/** The tasks that answer a question, page by page; asked anew whenever `rung` is another number. */
export function useTaskPages(question: Question, rung: number): PageSource<TaskNode> {
  const environment = useRelayEnvironment()
  const key = JSON.stringify(question)
  // biome-ignore lint/correctness/useExhaustiveDependencies: a ring asks anew
  const fetcher = useMemo(() => taskFetcher(environment, JSON.parse(key) as Question), [environment, key, rung])
  return usePages(fetcher)
}
