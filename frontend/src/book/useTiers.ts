import { useLingui } from '@lingui/react/macro'
import { useEffect, useMemo, useState } from 'react'
import { fetchQuery, graphql, useRelayEnvironment } from 'react-relay'
import type { useTiersQuery, useTiersQuery$data } from '../__generated__/useTiersQuery.graphql'

const query = graphql`
  query useTiersQuery {
    tierModels {
      number
      inForce
      tiers {
        key
        zh
        en
        hue
        rank
      }
    }
  }
`
export type TierWord = useTiersQuery$data['tierModels'][number]['tiers'][number]

/** The tiers of the firm's present model, the highest first, with their words; empty until they are known. */
export function useTiers(wanted = true) {
  const { i18n } = useLingui()
  const environment = useRelayEnvironment()
  const [tiers, setTiers] = useState<readonly TierWord[]>([])
  useEffect(() => {
    if (!wanted) return
    const once = { fetchPolicy: 'store-or-network' } as const
    const subscription = fetchQuery<useTiersQuery>(environment, query, {}, once).subscribe({
      next: ({ tierModels }) => setTiers(tierModels.find((model) => model.inForce)?.tiers ?? []),
      // Without the words the keys stand for themselves.
      error: () => undefined,
    })
    return () => subscription.unsubscribe()
  }, [environment, wanted])
  return useMemo(() => {
    const said = (tier: TierWord) => (i18n.locale === 'zh-CN' ? tier.zh : tier.en)
    return {
      tiers,
      items: tiers.map((tier) => ({ value: tier.key, label: said(tier) })),
      word: (key: string) => {
        const tier = tiers.find((each) => each.key === key)
        return tier ? said(tier) : key
      },
    }
  }, [tiers, i18n.locale])
}
