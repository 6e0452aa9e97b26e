import { useLingui } from '@lingui/react/macro'
import { startTransition, useCallback, useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { TaskMoreQuery } from '../__generated__/TaskMoreQuery.graphql'
import { dateTime } from '../format/date'
import { Failure } from '../relay/failure'
import { ErrorState } from '../ui/ErrorState'
import { useRoleName } from '../viewer/useFields'
import { TaskComments } from './TaskComments'
import { TaskHanding } from './TaskHanding'
import { TaskItems } from './TaskItems'
import css from './TaskMore.module.css'
import { TaskReminder } from './TaskReminder'
import { TaskRepeat } from './TaskRepeat'
import { taskArrived } from './taskBell'

const query = graphql`
  query TaskMoreQuery($id: ID!) {
    task(id: $id) {
      state
      actingAssignee {
        name
      }
      escalations {
        step
        role
        at
        endedAt
        user {
          name
        }
      }
      ...TaskRepeat_task
      ...TaskHanding_task
      ...TaskReminder_task
      ...TaskItems_task
      ...TaskComments_task
    }
  }
`

/** What hangs on a task: series, hand-over, reminder, checklist, whom it was told to, and what was said. */
export function TaskMore({ id }: { id: string }) {
  const { t } = useLingui()
  const roleName = useRoleName()
  const [fetchKey, setFetchKey] = useState(0)
  const { task } = useLazyLoadQuery<TaskMoreQuery>(query, { id }, { fetchPolicy: 'store-and-network', fetchKey })
  const onChanged = useCallback(() => {
    taskArrived()
    // What is being typed below stays where it is while the task is read again.
    startTransition(() => setFetchKey((key) => key + 1))
  }, [])
  if (!task) return <ErrorState failure={new Failure('NOT_FOUND', '')} />
  const receipts = task.escalations ?? []
  return (
    <div className={css.parts}>
      {task.actingAssignee && (
        <p className={css.note}>{t`Away today: ${task.actingAssignee.name} acts and is reminded.`}</p>
      )}
      <TaskRepeat task={task} onChanged={onChanged} />
      <TaskHanding task={task} onChanged={onChanged} />
      <TaskReminder task={task} onChanged={onChanged} />
      <TaskItems task={task} onChanged={onChanged} />
      {receipts.length > 0 && (
        <section>
          <h3>{t`Escalated`}</h3>
          <ol className={css.receipts}>
            {receipts.map(({ step, role, at, endedAt, user }) => (
              <li key={`${step} ${at}`} className={endedAt ? css.ended : undefined}>
                {t`Escalated to ${user?.name ?? '—'} (${role === 'owner' ? t`assignee` : roleName(role)}) on ${dateTime(at)}`}
                {endedAt && ` · ${t`ended ${dateTime(endedAt)}`}`}
              </li>
            ))}
          </ol>
        </section>
      )}
      <TaskComments task={task} onChanged={onChanged} />
    </div>
  )
}
