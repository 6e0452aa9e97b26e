import { Badge } from '../ui/Badge'
import { useRunWords } from './automationWords'

/** The state of a run, by word, hue and shape. */
export function RunState({ state }: { state: string }) {
  const { word, hue, shape } = useRunWords().state(state)
  return (
    <Badge hue={hue} shape={shape}>
      {word}
    </Badge>
  )
}
