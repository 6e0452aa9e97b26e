import { useLingui } from '@lingui/react/macro'
import { Badge, type Hue, type Shape } from '../ui/Badge'
import { useWords } from './words'

const states: Record<string, [Hue, Shape]> = {
  raising: ['blue', 'ring'],
  open: ['green', 'dot'],
  closed: ['amber', 'half'],
  liquidated: ['neutral', 'cross'],
}

/** Where a fund stands in its life. */
export function ProductState({ status }: { status: string | null | undefined }) {
  const { word } = useWords()
  if (!status) return <>—</>
  const [hue, shape] = states[status] ?? ['neutral', 'dot']
  return (
    <Badge hue={hue} shape={shape}>
      {word('productStates', status)}
    </Badge>
  )
}

/** That a newer NAV should be there by now. */
export function StaleBadge() {
  const { t } = useLingui()
  return (
    <Badge hue="amber" shape="half" title={t`A newer NAV should have been published by now.`}>
      {t`NAV overdue`}
    </Badge>
  )
}
