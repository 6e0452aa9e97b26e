import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { graphql, useFragment } from 'react-relay'
import type { TaskRepeat_task$key } from '../__generated__/TaskRepeat_task.graphql'
import type { TaskRepeatChangeMutation } from '../__generated__/TaskRepeatChangeMutation.graphql'
import type { TaskRepeatEndMutation } from '../__generated__/TaskRepeatEndMutation.graphql'
import type { TaskRepeatMutation } from '../__generated__/TaskRepeatMutation.graphql'
import { dayOf } from '../format/date'
import type { Failure } from '../relay/failure'
import { useChange } from '../relay/useChange'
import { Button } from '../ui/Button'
import { Choice, Choices } from '../ui/Choice'
import { DateField } from '../ui/DateField'
import { FailureLine } from '../ui/ErrorState'
import { TextField } from '../ui/TextField'
import { toast } from '../ui/Toasts'
import { useRight } from '../viewer/Viewer'
import { type Frequency, ruleOf, weekdayOf } from './recurrence'
import css from './TaskMore.module.css'
import { useWeekdays } from './useWeekdays'

const fragment = graphql`
  fragment TaskRepeat_task on Task {
    id
    version
    state
    title
    body
    priority
    dueAt
    stage
    assignee {
      id
    }
    series {
      words
      nextOn
      endedAt
    }
  }
`
const repeat = graphql`
  mutation TaskRepeatMutation($input: RepeatTaskInput!) {
    repeatTask(input: $input) {
      ...TaskRow_task
      ...TaskRepeat_task
    }
  }
`
const change = graphql`
  mutation TaskRepeatChangeMutation($input: UpdateTaskSeriesInput!) {
    updateTaskSeries(input: $input) {
      ...TaskRow_task
      ...TaskRepeat_task
    }
  }
`
const end = graphql`
  mutation TaskRepeatEndMutation($input: EndTaskSeriesInput!) {
    endTaskSeries(input: $input) {
      ...TaskRepeat_task
    }
  }
`
type Props = { task: TaskRepeat_task$key; onChanged: () => void }

/** How a task comes again: its rule in words, setting or changing it, and the end of it. */
export function TaskRepeat({ task, onChanged }: Props) {
  const { t } = useLingui()
  const data = useFragment(fragment, task)
  const may = useRight('Mutation.repeatTask')
  const weekdays = useWeekdays()
  const [repeatTask, repeating] = useChange<TaskRepeatMutation>(repeat)
  const [changeSeries, changing] = useChange<TaskRepeatChangeMutation>(change)
  const [endSeries, ending] = useChange<TaskRepeatEndMutation>(end)
  const [open, setOpen] = useState(false)
  const [frequency, setFrequency] = useState<Frequency>('monthlyLast')
  const [interval, setInterval] = useState('1')
  const [shift, setShift] = useState('previous')
  const [picked, setPicked] = useState<readonly string[] | null>(null)
  const [until, setUntil] = useState<string | null>(null)
  const [failure, setFailure] = useState<Failure | null>(null)
  const { series } = data
  if (data.stage || (!series && (!may || data.state !== 'open'))) return null
  const days = picked ?? [weekdayOf(dayOf(data.dueAt ?? new Date()))]
  const running = series && !series.endedAt
  const save = async () => {
    const starts = dayOf(data.dueAt ?? new Date())
    const rule = ruleOf({ frequency, interval: Number(interval) || 1, starts, until, count: null }, days)
    const { id, version } = data
    const outcome = running
      ? await changeSeries({ input: { id, version, rule, shift } })
      : await repeatTask({ input: { id, version, rule, shift } })
    setFailure(outcome.ok ? null : outcome.failure)
    if (!outcome.ok) return
    setOpen(false)
    onChanged()
    toast(running ? t`This task and all that follow come by the new rule.` : t`The task comes again from now on.`)
  }
  /** What was typed above for this task alone, for all that follow, too. */
  const spread = async () => {
    const { id, version, title, body, priority, assignee } = data
    const input = { id, version, title, body: body ?? null, priority, assignee: assignee?.id ?? null }
    const outcome = await changeSeries({ input })
    setFailure(outcome.ok ? null : outcome.failure)
    if (outcome.ok) toast(t`All that follow are like this one now.`)
    if (outcome.ok) onChanged()
  }
  const finish = async () => {
    const outcome = await endSeries({ input: { id: data.id } })
    setFailure(outcome.ok ? null : outcome.failure)
    if (outcome.ok) toast(t`No more tasks come of this series.`)
    if (outcome.ok) onChanged()
  }
  return (
    <section>
      <h3>{t`Repeats`}</h3>
      <div className={css.line}>
        <span>
          {series ? series.words : t`Does not repeat`}
          {series?.nextOn && ` · ${t`next on ${series.nextOn}`}`}
          {series?.endedAt && ` · ${t`ended`}`}
        </span>
        {may && data.state === 'open' && !series?.endedAt && (
          <Button small aria-expanded={open} disabled={!data.dueAt} onClick={() => setOpen(!open)}>
            {running ? t`Change this and later…` : t`Repeat…`}
          </Button>
        )}
        {may && running && (
          <>
            {data.state === 'open' && (
              <Button small busy={changing} onClick={spread}>
                {t`Saved words for all later ones`}
              </Button>
            )}
            <Button small busy={ending} onClick={finish}>
              {t`End the series`}
            </Button>
          </>
        )}
      </div>
      {!series && !data.dueAt && <p className={css.note}>{t`Give it a due time first.`}</p>}
      {open && (
        <div className={css.fields}>
          <Choice
            label={t`How often`}
            items={[
              { value: 'daily', label: t`By days` },
              { value: 'weekly', label: t`By weeks, on weekdays` },
              { value: 'monthlyDay', label: t`By months, on its day` },
              { value: 'monthlyLast', label: t`By months, on the last day` },
              { value: 'monthlyNth', label: t`By months, on its weekday` },
              { value: 'yearly', label: t`By years` },
            ]}
            value={frequency}
            onChange={(next) => setFrequency((next ?? 'daily') as Frequency)}
          />
          {frequency === 'weekly' && (
            <Choices
              label={t`On which weekdays`}
              items={weekdays}
              value={days}
              onChange={(next) => setPicked(next.length > 0 ? next : null)}
            />
          )}
          <TextField
            label={t`Every so many`}
            inputMode="numeric"
            value={interval}
            onChange={(event) => setInterval(event.currentTarget.value.replace(/\D/g, '').slice(0, 2))}
          />
          <Choice
            label={t`On days off`}
            items={[
              { value: 'keep', label: t`Stay` },
              { value: 'skip', label: t`Leave out` },
              { value: 'next', label: t`Move to the next workday` },
              { value: 'previous', label: t`Move to the workday before` },
            ]}
            value={shift}
            onChange={(next) => setShift(next ?? 'keep')}
          />
          <DateField label={t`Until`} value={until} onChange={setUntil} />
          <Button look="primary" small busy={repeating || changing} onClick={save}>
            {t`Save`}
          </Button>
        </div>
      )}
      <FailureLine failure={failure} />
    </section>
  )
}
