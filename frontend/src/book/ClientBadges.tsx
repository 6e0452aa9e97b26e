import { useLingui } from '@lingui/react/macro'
import { Badge, type Hue, type Shape } from '../ui/Badge'
import { useFields } from '../viewer/useFields'

const states: Record<string, [Hue, Shape]> = {
  lead: ['neutral', 'ring'],
  prospect: ['blue', 'ring'],
  qualified: ['blue', 'half'],
  subscribing: ['violet', 'half'],
  existing: ['green', 'dot'],
  dormant: ['amber', 'bar'],
  former: ['neutral', 'bar'],
  rejected: ['neutral', 'cross'],
  blocked: ['red', 'cross'],
  restricted: ['red', 'square'],
}
const risks: Record<string, Hue> = { C1: 'green', C2: 'teal', C3: 'blue', C4: 'amber', C5: 'red' }

/** The life-cycle state: fixed hue, shape and word. */
export function StateBadge({ state }: { state: string | null | undefined }) {
  const { option } = useFields()
  if (!state) return <span>—</span>
  const [hue, shape] = states[state] ?? ['neutral', 'dot']
  return (
    <Badge hue={hue} shape={shape}>
      {option('state', state)}
    </Badge>
  )
}

type RiskProps = { level: string | null | undefined; validUntil?: string | null | undefined; today: string }

/** The risk level; past its validity the word says so. */
export function RiskBadge({ level, validUntil, today }: RiskProps) {
  const { t } = useLingui()
  const { option } = useFields()
  if (!level) return <span>—</span>
  const expired = Boolean(validUntil && validUntil < today)
  return (
    <Badge
      hue={expired ? 'neutral' : (risks[level] ?? 'neutral')}
      shape={expired ? 'cross' : 'rise'}
      title={validUntil ? t`${option('riskLevel', level)}, valid until ${validUntil}` : option('riskLevel', level)}
    >
      {expired ? t`${level} expired` : level}
    </Badge>
  )
}

const tagHues: Record<string, Hue> = {
  blue: 'blue',
  green: 'green',
  amber: 'amber',
  red: 'red',
  violet: 'violet',
  teal: 'teal',
}

/** A tag in the colour its definition names. */
export function TagBadge({ name, colour }: { name: string; colour: string }) {
  return <Badge hue={tagHues[colour] ?? 'neutral'}>{name}</Badge>
}
