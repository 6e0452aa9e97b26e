import { useLingui } from '@lingui/react/macro'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { HoldersByTierQuery } from '../__generated__/HoldersByTierQuery.graphql'
import { count } from '../format/money'
import { Chart } from '../ui/chart/Chart'
import { Section } from '../ui/Page'
import { useTiers } from './useTiers'

const query = graphql`
  query HoldersByTierQuery($id: ID!) {
    clientGroups(by: TIER, filter: { holdings: { some: { product: { eq: $id } } } }) {
      value
      count
    }
  }
`

/** How many of the clients that hold the fund stand in each tier, the highest first. */
export function HoldersByTier({ id }: { id: string }) {
  const { t, i18n } = useLingui()
  const { clientGroups } = useLazyLoadQuery<HoldersByTierQuery>(query, { id }, { fetchPolicy: 'store-and-network' })
  const { tiers, word } = useTiers()
  if (clientGroups.length === 0 || tiers.length === 0) return null
  const of = (key: string | null) => clientGroups.find((group) => (group.value ?? null) === key)?.count ?? 0
  const rest = of(null)
  const bars = tiers.map(({ key }) => ({ name: word(key), clients: of(key) }))
  if (rest > 0) bars.push({ name: t`No tier`, clients: rest })
  const most = bars.reduce((found, each) => (each.clients > found.clients ? each : found))
  return (
    <Section title={t`Holders by tier`}>
      <Chart
        title={t`Holders by tier`}
        summary={t`Most are ${most.name}: ${count(most.clients, i18n.locale)}.`}
        height={180}
        spec={{
          kind: 'bar',
          unit: 'count',
          categories: bars.map(({ name }) => name),
          series: [{ name: t`Clients`, values: bars.map(({ clients }) => String(clients)) }],
        }}
      />
    </Section>
  )
}
