import { useLingui } from '@lingui/react/macro'
import { X } from 'lucide-react'
import { NameFields } from '../track/BothFields'
import { typed } from '../track/templateContent'
import { IconButton } from '../ui/Button'
import { Choice } from '../ui/Choice'
import { TextField } from '../ui/TextField'
import css from './Requests.module.css'
import { type TaskLine, TOLD } from './typeContent'
import { useToldName } from './useToldName'

type Props = { task: TaskLine; onChange: (task: TaskLine) => void; onRemove: () => void }

/** A task that begins with a request: what, whose, and how long. */
export function RequestTaskEditor({ task, onChange, onRemove }: Props) {
  const { t } = useLingui()
  const role = useToldName()
  return (
    <div className={css.editRow}>
      <NameFields value={task} onChange={(names) => onChange({ ...task, ...names })} />
      <div className={css.two}>
        <Choice
          label={t`Whose`}
          required
          items={TOLD.map((value) => ({ value, label: role(value) }))}
          value={task.to}
          onChange={(to) => onChange({ ...task, to: to ?? 'owner' })}
        />
        <TextField
          label={t`Due after hours`}
          inputMode="numeric"
          value={task.hours}
          onChange={(event) => onChange({ ...task, hours: typed(event.currentTarget.value) })}
        />
        <IconButton small label={t`Remove the task`} onClick={onRemove}>
          <X size={13} aria-hidden="true" />
        </IconButton>
      </div>
    </div>
  )
}
