import { useLingui } from '@lingui/react/macro'
import { Badge, type Hue, type Shape } from '../ui/Badge'

const looks: Record<string, [Hue, Shape]> = {
  planned: ['amber', 'ring'],
  executed: ['green', 'dot'],
  undone: ['neutral', 'half'],
  discarded: ['neutral', 'cross'],
}

/** Where a hand-over stands. */
export function HandoverState({ state }: { state: string }) {
  const { t } = useLingui()
  const words: Record<string, string> = {
    planned: t({ message: 'Planned', context: 'hand-over' }),
    executed: t({ message: 'Handed over', context: 'hand-over' }),
    undone: t({ message: 'Taken back', context: 'hand-over' }),
    discarded: t({ message: 'Given up', context: 'hand-over' }),
  }
  const [hue, shape] = looks[state] ?? ['neutral', 'ring']
  return (
    <Badge hue={hue} shape={shape}>
      {words[state] ?? state}
    </Badge>
  )
}
