import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { graphql, useFragment } from 'react-relay'
import type { TaskHanding_task$key } from '../__generated__/TaskHanding_task.graphql'
import type { TaskHandingAcceptMutation } from '../__generated__/TaskHandingAcceptMutation.graphql'
import type { TaskHandingMutation } from '../__generated__/TaskHandingMutation.graphql'
import type { TaskHandingReturnMutation } from '../__generated__/TaskHandingReturnMutation.graphql'
import type { TaskHandingWatchMutation } from '../__generated__/TaskHandingWatchMutation.graphql'
import type { Failure } from '../relay/failure'
import { type Outcome, useChange } from '../relay/useChange'
import { Button } from '../ui/Button'
import { Choices } from '../ui/Choice'
import { FailureLine } from '../ui/ErrorState'
import { TextField } from '../ui/TextField'
import { toast } from '../ui/Toasts'
import { useRight, useViewer } from '../viewer/Viewer'
import css from './TaskMore.module.css'
import { UserChoice, useUserItems } from './UserChoice'

const fragment = graphql`
  fragment TaskHanding_task on Task {
    id
    version
    state
    handState
    handNote
    handedBy {
      name
    }
    assignee {
      id
      name
    }
    watchers {
      id
      name
    }
  }
`
const hand = graphql`
  mutation TaskHandingMutation($input: HandTaskInput!) {
    handTask(input: $input) {
      ...TaskRow_task
      ...TaskHanding_task
    }
  }
`
const accept = graphql`
  mutation TaskHandingAcceptMutation($input: VersionedInput!) {
    acceptTask(input: $input) {
      ...TaskRow_task
      ...TaskHanding_task
    }
  }
`
const back = graphql`
  mutation TaskHandingReturnMutation($input: ReturnTaskInput!) {
    returnTask(input: $input) {
      ...TaskRow_task
      ...TaskHanding_task
    }
  }
`
const watch = graphql`
  mutation TaskHandingWatchMutation($input: SetTaskWatchersInput!) {
    setTaskWatchers(input: $input) {
      ...TaskHanding_task
    }
  }
`
type Props = { task: TaskHanding_task$key; onChanged: () => void }

/** Who handed a task to whom and what became of it; handing it on, answering, and who follows it. */
export function TaskHanding({ task, onChanged }: Props) {
  const { t } = useLingui()
  const data = useFragment(fragment, task)
  const { user } = useViewer()
  const may = useRight('Mutation.handTask')
  const mayWatch = useRight('Mutation.setTaskWatchers')
  const people = useUserItems()
  const [handTask, handing] = useChange<TaskHandingMutation>(hand)
  const [acceptTask, accepting] = useChange<TaskHandingAcceptMutation>(accept)
  const [returnTask, returning] = useChange<TaskHandingReturnMutation>(back)
  const [setWatchers] = useChange<TaskHandingWatchMutation>(watch)
  const [open, setOpen] = useState(false)
  const [to, setTo] = useState<string | null>(null)
  const [words, setWords] = useState('')
  const [failure, setFailure] = useState<Failure | null>(null)
  const settle = (outcome: Outcome<unknown>, said: string) => {
    setFailure(outcome.ok ? null : outcome.failure)
    if (!outcome.ok) return
    setOpen(false)
    setWords('')
    toast(said)
    onChanged()
  }
  const { id, version } = data
  const other = data.handedBy?.name ?? '—'
  const holder = data.assignee?.name ?? '—'
  const told: Record<string, string> = {
    asked: t`${other} asked ${holder} to take it over`,
    accepted: t`${holder} took it over from ${other}`,
    returned: t`${other} sent it back to ${holder}`,
  }
  const asked = data.handState === 'asked' && data.assignee?.id === user?.id && data.state === 'open'
  return (
    <section>
      <h3>{t`Hand-over and followers`}</h3>
      <div className={css.line}>
        <span>
          {data.handState ? told[data.handState] : t`Not handed on`}
          {data.handNote && ` · “${data.handNote}”`}
        </span>
        {asked && (
          <Button
            small
            look="primary"
            busy={accepting}
            onClick={async () => settle(await acceptTask({ input: { id, version } }), t`The task is yours.`)}
          >
            {t`Take it over`}
          </Button>
        )}
        {may && data.state === 'open' && (
          <Button small aria-expanded={open} onClick={() => setOpen(!open)}>
            {asked ? t`Send back or hand on…` : t`Hand to a colleague…`}
          </Button>
        )}
      </div>
      {open && (
        <div className={css.fields}>
          <TextField
            label={asked ? t`Reason, or a word with it` : t`A word with it`}
            value={words}
            onChange={(event) => setWords(event.currentTarget.value)}
          />
          {asked && (
            <Button
              small
              busy={returning}
              disabled={!words.trim()}
              onClick={async () =>
                settle(await returnTask({ input: { id, version, reason: words } }), t`The task went back.`)
              }
            >
              {t`Send back`}
            </Button>
          )}
          <UserChoice label={t`To`} value={to} onChange={setTo} />
          <Button
            small
            look="primary"
            busy={handing}
            disabled={!to}
            onClick={async () =>
              to &&
              settle(await handTask({ input: { id, version, to, note: words || null } }), t`The task was handed on.`)
            }
          >
            {t`Hand over`}
          </Button>
        </div>
      )}
      {mayWatch && (
        <Choices
          label={t`Followers`}
          hint={t`They are told when it is done and when somebody comments. Only who may read it can follow.`}
          items={people}
          value={(data.watchers ?? []).map((each) => each.id)}
          onChange={async (watchers) => settle(await setWatchers({ input: { id, watchers } }), t`Saved.`)}
        />
      )}
      <FailureLine failure={failure} />
    </section>
  )
}
