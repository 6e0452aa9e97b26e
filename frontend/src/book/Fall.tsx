import { useLingui } from '@lingui/react/macro'
import { Badge, type Hue, type Shape } from '../ui/Badge'
import { percentDown } from './falls'

const LOOKS: Record<number, [Hue, Shape]> = { 1: ['amber', 'half'], 2: ['red', 'bar'], 3: ['violet', 'square'] }

/** How far a fund fell, with the level that it went beyond. */
export function Fall({ ratio, level }: { ratio: string; level: number }) {
  const { t } = useLingui()
  const [hue, shape] = LOOKS[level] ?? ['red', 'bar']
  return (
    <Badge hue={hue} shape={shape} title={t`Alarm level ${level}`}>
      {percentDown(ratio)}
    </Badge>
  )
}
