import { useLingui } from '@lingui/react/macro'
import type { Hue, Shape } from '../ui/Badge'

type Look = { word: string; hue: Hue; shape: Shape }

/** Words of receipts: how a run stands, and what came of a step. An unknown code is shown as it is. */
export function useRunWords() {
  const { t } = useLingui()
  const states: Record<string, Look> = {
    running: { word: t({ message: 'Running', context: 'automation' }), hue: 'blue', shape: 'half' },
    waiting: { word: t({ message: 'Waiting', context: 'automation' }), hue: 'amber', shape: 'ring' },
    done: { word: t({ message: 'Done', context: 'automation' }), hue: 'green', shape: 'dot' },
    failed: { word: t`Needs attention`, hue: 'red', shape: 'cross' },
    stopped: { word: t({ message: 'Stopped', context: 'automation' }), hue: 'neutral', shape: 'square' },
    unfit: { word: t`Condition does not hold`, hue: 'neutral', shape: 'bar' },
  }
  const outcomes: Record<string, Look> = {
    done: { word: t({ message: 'Done', context: 'automation' }), hue: 'green', shape: 'dot' },
    nothing: { word: t`Nothing to do`, hue: 'neutral', shape: 'bar' },
    waited: { word: t`Waited`, hue: 'neutral', shape: 'ring' },
    timed_out: { word: t`Time was up`, hue: 'amber', shape: 'ring' },
    yes: { word: t`Held`, hue: 'green', shape: 'rise' },
    no: { word: t`Did not hold`, hue: 'neutral', shape: 'bar' },
    failed: { word: t({ message: 'Failed', context: 'automation' }), hue: 'red', shape: 'cross' },
  }
  const sends: Record<string, Look> = {
    queued: { word: t`Queued`, hue: 'neutral', shape: 'ring' },
    sending: { word: t`Being sent`, hue: 'blue', shape: 'half' },
    sent: { word: t({ message: 'Sent', context: 'automation' }), hue: 'green', shape: 'dot' },
    failed: { word: t({ message: 'Failed', context: 'automation' }), hue: 'red', shape: 'cross' },
    in_doubt: { word: t`In doubt`, hue: 'amber', shape: 'half' },
    dropped: { word: t`Dropped`, hue: 'neutral', shape: 'square' },
  }
  const look =
    (words: Record<string, Look>) =>
    (code: string): Look =>
      words[code] ?? { word: code, hue: 'neutral', shape: 'ring' }
  return {
    state: look(states),
    outcome: look(outcomes),
    send: look(sends),
    states: ['failed', 'running', 'waiting', 'done', 'stopped'].map((value) => ({
      value,
      label: states[value]?.word ?? value,
    })),
  }
}
