import { useEffect, useState } from 'react'
import { graphql, useRelayEnvironment } from 'react-relay'
import { fetchQuery } from 'relay-runtime'
import type { useNavInForceQuery } from '../__generated__/useNavInForceQuery.graphql'
import type { Fund } from './FundChoice'

const query = graphql`
  query useNavInForceQuery($product: ID!, $date: Date!, $shareClass: ID) {
    navInForce(product: $product, date: $date, shareClass: $shareClass) {
      date
      unit
      stale
    }
  }
`

/** The NAV in force; `none` where a fund has none up to the day, null while nothing is known. */
export type NavInForce = { date: string; unit: string; stale: boolean } | 'none' | null

/** Asks for the NAV that counts on a day as soon as fund, class and day are chosen. */
export function useNavInForce(fund: Fund | null, shareClass: string | null, date: string | null): NavInForce {
  const environment = useRelayEnvironment()
  const [found, setFound] = useState<NavInForce>(null)
  const product = fund && (fund.classes.length === 0 || shareClass) ? fund.value : null
  useEffect(() => {
    setFound(null)
    if (!product || !date) return
    const subscription = fetchQuery<useNavInForceQuery>(environment, query, { product, date, shareClass }).subscribe({
      next: ({ navInForce }) => setFound(navInForce ?? 'none'),
      // Who may not ask for it types it.
      error: () => setFound(null),
    })
    return () => subscription.unsubscribe()
  }, [environment, product, shareClass, date])
  return found
}
