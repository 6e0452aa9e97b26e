import type { TaskRow_task$key } from '../__generated__/TaskRow_task.graphql'
import css from './TaskList.module.css'
import { TaskRow } from './TaskRow'

type Props = { tasks: readonly (TaskRow_task$key & { id: string })[]; withoutClient?: boolean; empty: string }

/** Tasks one below the other. */
export function TaskList({ tasks, withoutClient, empty }: Props) {
  if (tasks.length === 0) return <p className={css.empty}>{empty}</p>
  return (
    <ul>
      {tasks.map((task) => (
        <TaskRow key={task.id} task={task} withoutClient={withoutClient ?? false} />
      ))}
    </ul>
  )
}
