import { useMemo } from 'react'
import { fetchQuery, graphql, useRelayEnvironment } from 'react-relay'
import type { usePolicyRowsQuery, usePolicyRowsQuery$data } from '../../__generated__/usePolicyRowsQuery.graphql'
import { asFailure } from '../../relay/failure'
import type { Fetcher } from '../../ui/grid/pages'
import type { PageSource } from '../../ui/grid/source'
import { usePages } from '../../ui/grid/usePages'

const query = graphql`
  query usePolicyRowsQuery(
    $part: PolicyPart!
    $search: String
    $classification: String
    $group: String
    $role: String
    $differs: PolicyDiffers
    $first: Int!
    $skip: Int!
  ) {
    policyRows(
      part: $part
      search: $search
      classification: $classification
      group: $group
      role: $role
      differs: $differs
      first: $first
      skip: $skip
    ) {
      total
      rows {
        coordinate
        label
        groupLabel
        classification
        sealed
        ofClient
        relations
        rights
        cells
        drafted
      }
    }
  }
`
export type PolicyLine = usePolicyRowsQuery$data['policyRows']['rows'][number]
export type Question = Omit<usePolicyRowsQuery['variables'], 'first' | 'skip'>

/** The rows of the grid that answer a question, page by page; asked anew whenever `rung` is another number. */
export function usePolicyRows(question: Question, rung: number): PageSource<PolicyLine> {
  const environment = useRelayEnvironment()
  const key = JSON.stringify(question)
  // biome-ignore lint/correctness/useExhaustiveDependencies: a ring asks anew
  const fetcher = useMemo<Fetcher<PolicyLine>>(() => {
    const asked = JSON.parse(key) as Question
    const ask = (first: number, skip: number) =>
      fetchQuery<usePolicyRowsQuery>(environment, query, { ...asked, first, skip }, { fetchPolicy: 'network-only' })
    return {
      anchors: (size) => (sink) => {
        const subscription = ask(0, 0).subscribe({
          next: ({ policyRows: { total } }) =>
            sink.next({
              anchors: Array.from({ length: Math.ceil(total / size) }, (_, n) => (n ? String(n * size) : null)),
              total,
              more: false,
            }),
          error: (error: Error) => sink.error(asFailure(error)),
        })
        return () => subscription.unsubscribe()
      },
      page: (after, first) => (sink) => {
        const skip = Number(after ?? 0)
        const subscription = ask(first, skip).subscribe({
          next: ({ policyRows: { total, rows } }) =>
            sink.next({ rows, end: String(skip + rows.length), hasNext: skip + rows.length < total }),
          error: (error: Error) => sink.error(asFailure(error)),
        })
        return () => subscription.unsubscribe()
      },
    }
  }, [environment, key, rung])
  return usePages(fetcher)
}
