import { useLingui } from '@lingui/react/macro'
import type { Condition } from '../ui/condition/tree'
import { Dialog } from '../ui/Dialog'
import { ConditionForm } from './ConditionForm'

type Props = { condition: Condition | null; onApply: (text: string | null) => void; onClose: () => void }

/** The form of a condition in a dialog of its own; loaded when it is first opened. */
export function ConditionDialog({ condition, onApply, onClose }: Props) {
  const { t } = useLingui()
  return (
    <Dialog title={t`Advanced filter`} open onClose={onClose} size={860}>
      <ConditionForm condition={condition} onApply={onApply} onCancel={onClose} />
    </Dialog>
  )
}
