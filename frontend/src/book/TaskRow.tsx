import { useLingui } from '@lingui/react/macro'
import { Circle, CircleCheck, CircleSlash } from 'lucide-react'
import { useState } from 'react'
import { graphql, useFragment } from 'react-relay'
import type { TaskRow_task$data, TaskRow_task$key } from '../__generated__/TaskRow_task.graphql'
import type { TaskRowCompleteMutation } from '../__generated__/TaskRowCompleteMutation.graphql'
import type { TaskRowReopenMutation } from '../__generated__/TaskRowReopenMutation.graphql'
import { paths } from '../paths'
import { useChange } from '../relay/useChange'
import { Badge, type Hue } from '../ui/Badge'
import { Link } from '../ui/Link'
import { Moment } from '../ui/Moment'
import { toast } from '../ui/Toasts'
import { useFailureText } from '../ui/useFailureText'
import { useMinute } from '../ui/useMinute'
import { useRight, useViewer } from '../viewer/Viewer'
import { asksForEvidence, EvidenceDialog } from './EvidenceDialog'
import { HeldMark, isHeld } from './HeldMark'
import { TaskDialog } from './TaskDialog'
import css from './TaskList.module.css'
import { useWords } from './words'

const fragment = graphql`
  fragment TaskRow_task on Task {
    id
    version
    title
    body
    state
    priority
    dueAt
    heldUntil
    outcome
    completedAt
    client {
      id
      name
    }
    assignee {
      id
      name
    }
  }
`
const complete = graphql`
  mutation TaskRowCompleteMutation($input: CompleteTaskInput!) {
    completeTask(input: $input) {
      ...TaskRow_task
    }
  }
`
const reopen = graphql`
  mutation TaskRowReopenMutation($input: VersionedInput!) {
    reopenTask(input: $input) {
      ...TaskRow_task
    }
  }
`

const hues: Record<string, Hue> = { urgent: 'red', high: 'amber', normal: 'neutral', low: 'neutral' }

/** Whether an open task is past its due time and not held back. */
export const isLate = (task: Pick<TaskRow_task$data, 'state' | 'dueAt' | 'heldUntil'>, now: Date): boolean =>
  task.state === 'open' && !isHeld(task) && Boolean(task.dueAt && Date.parse(task.dueAt) < now.getTime())

/** One task: a tick completes or reopens it, the title opens it. */
export function TaskRow({ task, withoutClient }: { task: TaskRow_task$key; withoutClient?: boolean }) {
  const { t } = useLingui()
  const data = useFragment(fragment, task)
  const { word } = useWords()
  const words = useFailureText()
  const now = useMinute()
  const mayComplete = useRight('Mutation.completeTask')
  const mayReopen = useRight('Mutation.reopenTask')
  const [completeTask, completing] = useChange<TaskRowCompleteMutation>(complete)
  const [reopenTask, reopening] = useChange<TaskRowReopenMutation>(reopen)
  const [open, setOpen] = useState(false)
  const [asked, setAsked] = useState(false)
  const viewer = useViewer()
  // One's own name under each of one's tasks would only be noise.
  const others = data.assignee && data.assignee.id !== viewer.user?.id ? data.assignee.name : null
  const done = data.state === 'done'
  const late = isLate(data, now)
  const toggle = async () => {
    const { id, version } = data
    const outcome = done ? await reopenTask({ input: { id, version } }) : await completeTask({ input: { id, version } })
    if (outcome.ok) toast(done ? t`Task reopened: ${data.title}` : t`Task done: ${data.title}`)
    else if (asksForEvidence(outcome.failure)) setAsked(true)
    else toast(words(outcome.failure).title, 'bad')
  }
  const mayToggle = done ? mayReopen : mayComplete && data.state === 'open'
  return (
    <li className={[css.row, done && css.done].filter(Boolean).join(' ')}>
      <button
        type="button"
        className={css.tick}
        disabled={!mayToggle || completing || reopening}
        aria-label={done ? t`Reopen “${data.title}”` : t`Complete “${data.title}”`}
        onClick={toggle}
      >
        {done ? (
          <CircleCheck size={18} />
        ) : data.state === 'cancelled' ? (
          <CircleSlash size={18} />
        ) : (
          <Circle size={18} />
        )}
      </button>
      <span className={css.text}>
        <button type="button" className={css.title} onClick={() => setOpen(true)}>
          {data.title}
        </button>
        <span className={css.meta}>
          {!withoutClient && data.client && <Link to={paths.client(data.client.id)}>{data.client.name ?? '—'}</Link>}
          {!withoutClient && data.client && others && ' · '}
          {others}
        </span>
      </span>
      <span className={css.hue}>
        <HeldMark task={data} />
        {data.priority !== 'normal' && data.priority !== 'low' && (
          <Badge hue={hues[data.priority] ?? 'neutral'} shape="rise">
            {word('priorities', data.priority)}
          </Badge>
        )}
      </span>
      <span className={[css.due, late && css.late].filter(Boolean).join(' ')}>
        {done ? (
          <Moment at={data.completedAt} />
        ) : data.dueAt ? (
          <>
            {late && `${t`Overdue`} · `}
            <Moment at={data.dueAt} />
          </>
        ) : (
          t`No due time`
        )}
      </span>
      {asked && <EvidenceDialog task={data} onClose={() => setAsked(false)} />}
      {open && <TaskDialog task={data} onClose={() => setOpen(false)} />}
    </li>
  )
}
