import { useEffect, useState } from 'react'
import { graphql, useRelayEnvironment } from 'react-relay'
import { fetchQuery } from 'relay-runtime'
import type { useNamesQuery } from '../__generated__/useNamesQuery.graphql'

const query = graphql`
  query useNamesQuery {
    users(first: 100) {
      nodes {
        id
        name
      }
    }
    tags {
      id
      name
    }
  }
`

/** Names for the identifiers of people and tags in a filter; "…" until they are known. */
export function useNames(): (id: string) => string {
  const environment = useRelayEnvironment()
  const [names, setNames] = useState<ReadonlyMap<string, string>>(new Map())
  useEffect(() => {
    const subscription = fetchQuery<useNamesQuery>(
      environment,
      query,
      {},
      { fetchPolicy: 'store-or-network' },
    ).subscribe({
      next: ({ users, tags }) => setNames(new Map([...users.nodes, ...tags].map(({ id, name }) => [id, name]))),
      // Without the right to list people the chip keeps its dots; the filter itself works.
      error: () => undefined,
    })
    return () => subscription.unsubscribe()
  }, [environment])
  return (id) => names.get(id) ?? '…'
}
