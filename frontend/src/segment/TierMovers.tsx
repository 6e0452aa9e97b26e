import { type ReactNode, useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { TierMoversQuery } from '../__generated__/TierMoversQuery.graphql'
import { STEP, TierClients } from './TierClients'
import type { Picked } from './TierMovesPanel'

const query = graphql`
  query TierMoversQuery($from: Date!, $to: Date!, $fromTier: String, $toTier: String, $restated: Boolean!, $first: Int!) {
    tierMovers(from: $from, to: $to, fromTier: $fromTier, toTier: $toTier, restated: $restated, first: $first) {
      ...TierClients_page
    }
  }
`
type Props = { from: string; to: string; restated: boolean; picked: Picked; title: string; actions: ReactNode }

/** The clients who went from one tier to another, the largest first. */
export function TierMovers({ from, to, restated, picked, title, actions }: Props) {
  const [first, setFirst] = useState(STEP)
  const variables = { from, to, fromTier: picked.from, toTier: picked.to, restated, first }
  const { tierMovers } = useLazyLoadQuery<TierMoversQuery>(query, variables, { fetchPolicy: 'store-and-network' })
  return <TierClients page={tierMovers} title={title} actions={actions} first={first} onFirst={setFirst} />
}
