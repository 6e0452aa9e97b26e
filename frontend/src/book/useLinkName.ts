import { useEffect, useState } from 'react'
import { useRelayEnvironment } from 'react-relay'
import { fetchQuery, graphql } from 'relay-runtime'
import type { useLinkNameClientQuery } from '../__generated__/useLinkNameClientQuery.graphql'
import type { useLinkNameProductQuery } from '../__generated__/useLinkNameProductQuery.graphql'

const clientQuery = graphql`
  query useLinkNameClientQuery($id: ID!) {
    client(id: $id) {
      name
    }
  }
`
const productQuery = graphql`
  query useLinkNameProductQuery($id: ID!) {
    product(id: $id) {
      name
    }
  }
`
const ONCE = { fetchPolicy: 'store-or-network' } as const

/** What the client or product is called that a filter names; "…" until it is known, and to whoever does not reach it. */
export function useLinkName(kind: string, id: string | null): string {
  const environment = useRelayEnvironment()
  const [name, setName] = useState('…')
  useEffect(() => {
    if (!id || (kind !== 'client' && kind !== 'product')) return
    const told = { next: (found: string | null | undefined) => setName(found ?? '…'), error: () => setName('…') }
    const subscription =
      kind === 'client'
        ? fetchQuery<useLinkNameClientQuery>(environment, clientQuery, { id }, ONCE)
            .map(({ client }) => client?.name)
            .subscribe(told)
        : fetchQuery<useLinkNameProductQuery>(environment, productQuery, { id }, ONCE)
            .map(({ product }) => product?.name)
            .subscribe(told)
    return () => subscription.unsubscribe()
  }, [environment, kind, id])
  return name
}
