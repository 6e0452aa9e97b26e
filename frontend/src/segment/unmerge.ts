import { fetchQuery, graphql, type IEnvironment } from 'relay-runtime'
import type { unmergeMutation } from '../__generated__/unmergeMutation.graphql'
import type { unmergeQuery } from '../__generated__/unmergeQuery.graphql'
import type { Failure } from '../relay/failure'
import { change } from '../relay/useChange'
import { toast } from '../ui/Toasts'

const mutation = graphql`
  mutation unmergeMutation($input: IdInput!) {
    unmergeClients(input: $input) {
      id
      version
      ...ClientIdentity_client
      ...ClientFigures_client
      ...ClientDetails_client
      ...MergedBanner_client
    }
  }
`
const query = graphql`
  query unmergeQuery($id: ID!) {
    client(id: $id) {
      merges {
        id
      }
    }
  }
`

/** Takes a merge back; what it was refused for, if it was. */
export async function unmergeOne(environment: IEnvironment, merge: string): Promise<Failure | null> {
  const outcome = await change<unmergeMutation>(environment, mutation, { input: { id: merge } })
  return outcome.ok ? null : outcome.failure
}

/** Takes the latest merge into a client back, and says so. */
export async function unmerge(environment: IEnvironment, client: string, done: string): Promise<void> {
  const told = await fetchQuery<unmergeQuery>(environment, query, { id: client }).toPromise()
  const latest = told?.client?.merges?.[0]
  if (!latest) return
  const failure = await unmergeOne(environment, latest.id)
  if (failure) toast(failure.message, 'bad')
  else toast(done)
}
