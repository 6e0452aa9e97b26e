import { Badge } from '../ui/Badge'
import { looks, useApprovalWords } from './approvalWords'

/** The state of an approval, by word, hue and shape. */
export function ApprovalState({ state }: { state: string }) {
  const words = useApprovalWords()
  const look = looks[state] ?? { hue: 'neutral', shape: 'ring' }
  return <Badge {...look}>{words.state(state)}</Badge>
}
