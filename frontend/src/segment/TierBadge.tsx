import { useLingui } from '@lingui/react/macro'
import { Badge, type Hue, type Shape } from '../ui/Badge'

export type ShownTier = {
  readonly key: string
  readonly zh?: string | null | undefined
  readonly en?: string | null | undefined
  readonly hue?: string | null | undefined
}

/** The hues a model may give, each with a shape of its own, so that colour never speaks alone. */
export const TIER_HUES: Record<string, [Hue, Shape]> = {
  violet: ['violet', 'rise'],
  blue: ['blue', 'square'],
  teal: ['teal', 'half'],
  green: ['green', 'dot'],
  amber: ['amber', 'bar'],
  grey: ['neutral', 'ring'],
}

/** A client's tier: fixed hue, shape and word. */
export function TierBadge({ tier }: { tier: ShownTier | null | undefined }) {
  const { i18n } = useLingui()
  if (!tier) return <span>—</span>
  const [hue, shape] = TIER_HUES[tier.hue ?? ''] ?? ['neutral', 'ring']
  return (
    <Badge hue={hue} shape={shape}>
      {(i18n.locale === 'zh-CN' ? tier.zh : tier.en) ?? tier.key}
    </Badge>
  )
}
