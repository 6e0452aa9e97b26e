import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { graphql, useFragment } from 'react-relay'
import type { TaskReminder_task$key } from '../__generated__/TaskReminder_task.graphql'
import type { TaskReminderSnoozeMutation } from '../__generated__/TaskReminderSnoozeMutation.graphql'
import type { TaskReminderUpdateMutation } from '../__generated__/TaskReminderUpdateMutation.graphql'
import { dateTime } from '../format/date'
import type { Failure } from '../relay/failure'
import { useChange } from '../relay/useChange'
import { Button } from '../ui/Button'
import { Choice } from '../ui/Choice'
import { FailureLine } from '../ui/ErrorState'
import { toast } from '../ui/Toasts'
import { useRight } from '../viewer/Viewer'
import css from './TaskMore.module.css'

const fragment = graphql`
  fragment TaskReminder_task on Task {
    id
    version
    state
    dueAt
    remindBefore
    remindAt
    snoozedUntil
  }
`
const update = graphql`
  mutation TaskReminderUpdateMutation($input: UpdateTaskInput!) {
    updateTask(input: $input) {
      ...TaskRow_task
      ...TaskReminder_task
    }
  }
`
const snooze = graphql`
  mutation TaskReminderSnoozeMutation($input: SnoozeTaskInput!) {
    snoozeTask(input: $input) {
      ...TaskReminder_task
    }
  }
`
type Props = { task: TaskReminder_task$key; onChanged: () => void }

/** When one is reminded of a task: as its priority says or by one's own choice, and putting it off. */
export function TaskReminder({ task, onChanged }: Props) {
  const { t } = useLingui()
  const data = useFragment(fragment, task)
  const mayUpdate = useRight('Mutation.updateTask')
  const maySnooze = useRight('Mutation.snoozeTask')
  const [updateTask] = useChange<TaskReminderUpdateMutation>(update)
  const [snoozeTask, snoozing] = useChange<TaskReminderSnoozeMutation>(snooze)
  const [failure, setFailure] = useState<Failure | null>(null)
  if (data.state !== 'open' || !data.dueAt) return null
  const choose = async (next: string | null) => {
    const remindBefore = next === null || next === 'usual' ? null : Number(next)
    const outcome = await updateTask({ input: { id: data.id, version: data.version, remindBefore } })
    setFailure(outcome.ok ? null : outcome.failure)
    if (outcome.ok) onChanged()
  }
  const putOff = async (hours: number) => {
    const until = new Date(Date.now() + hours * 3_600_000).toISOString()
    const outcome = await snoozeTask({ input: { id: data.id, until } })
    setFailure(outcome.ok ? null : outcome.failure)
    if (!outcome.ok) return
    toast(t`You are reminded at ${dateTime(until)}.`)
    onChanged()
  }
  const known = [
    { value: 'usual', label: t`As its priority says` },
    { value: '0', label: t`Never` },
    { value: '30', label: t`30 minutes before` },
    { value: '120', label: t`2 hours before` },
    { value: '1440', label: t`1 day before` },
    { value: '4320', label: t`3 days before` },
    { value: '10080', label: t`7 days before` },
  ]
  const value = data.remindBefore == null ? 'usual' : String(data.remindBefore)
  const items = known.some((each) => each.value === value)
    ? known
    : [...known, { value, label: t`${data.remindBefore ?? 0} minutes before` }]
  return (
    <section>
      <h3>{t`Reminder`}</h3>
      <div className={css.fields}>
        <Choice
          label={t`When`}
          hint={data.remindAt ? t`In your working hours: ${dateTime(data.remindAt)}` : t`No reminder is to come.`}
          items={items}
          disabled={!mayUpdate}
          value={value}
          onChange={choose}
        />
        {maySnooze && (
          <div className={css.line}>
            <Button small busy={snoozing} onClick={() => putOff(1)}>
              {t`Again in an hour`}
            </Button>
            <Button small busy={snoozing} onClick={() => putOff(24)}>
              {t`Again tomorrow`}
            </Button>
          </div>
        )}
      </div>
      <FailureLine failure={failure} />
    </section>
  )
}
