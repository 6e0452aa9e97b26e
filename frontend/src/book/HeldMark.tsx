import { useLingui } from '@lingui/react/macro'
import { dateTime } from '../format/date'
import { Badge } from '../ui/Badge'

/** What tells whether a task is held back: an open one of a client who is left alone for the time being. */
type Holdable = { readonly state: string; readonly heldUntil?: string | null | undefined }
export const isHeld = (task: Holdable): boolean => task.state === 'open' && task.heldUntil != null

/** That a task is held back, and until when; nothing for all others. */
export function HeldMark({ task }: { task: Holdable }) {
  const { t } = useLingui()
  if (!isHeld(task)) return null
  return (
    <Badge
      hue="amber"
      shape="half"
      title={t`The client is cooling off: nobody contacts him, and the task is not late meanwhile.`}
    >
      {t`Held back until ${dateTime(task.heldUntil)}`}
    </Badge>
  )
}
