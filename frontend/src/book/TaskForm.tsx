import { useLingui } from '@lingui/react/macro'
import { lazy, Suspense, useState } from 'react'
import { Controller, useForm } from 'react-hook-form'
import { graphql } from 'react-relay'
import type { TaskFormCompleteMutation } from '../__generated__/TaskFormCompleteMutation.graphql'
import type { TaskFormCreateMutation } from '../__generated__/TaskFormCreateMutation.graphql'
import type { TaskFormUpdateMutation } from '../__generated__/TaskFormUpdateMutation.graphql'
import { dateTime, instantOf } from '../format/date'
import type { Failure } from '../relay/failure'
import { type Outcome, useChange } from '../relay/useChange'
import { Button } from '../ui/Button'
import { Choice } from '../ui/Choice'
import { MomentField } from '../ui/DateField'
import { DialogFooter, Stack } from '../ui/Dialog'
import { FailureLine } from '../ui/ErrorState'
import { SkeletonRows } from '../ui/Skeleton'
import { TextArea, TextField } from '../ui/TextField'
import { toast } from '../ui/Toasts'
import { useRight, useViewer } from '../viewer/Viewer'
import type { EditedTask } from './TaskDialog'
import css from './TaskList.module.css'
import { taskArrived } from './taskBell'
import { UserChoice } from './UserChoice'
import { useWords } from './words'

const create = graphql`
  mutation TaskFormCreateMutation($input: CreateTaskInput!) {
    createTask(input: $input) {
      ...TaskRow_task
    }
  }
`
const update = graphql`
  mutation TaskFormUpdateMutation($input: UpdateTaskInput!) {
    updateTask(input: $input) {
      ...TaskRow_task
    }
  }
`
const complete = graphql`
  mutation TaskFormCompleteMutation($input: CompleteTaskInput!) {
    completeTask(input: $input) {
      ...TaskRow_task
    }
  }
`

const More = lazy(() => import('./TaskMore').then(({ TaskMore }) => ({ default: TaskMore })))

type Values = {
  title: string
  body: string
  priority: string
  dueAt: string | null
  assignee: string | null
  outcome: string
}
type Props = { task?: EditedTask; clientId?: string; onClose: () => void }

/** The fields of a task, and for an open one its completion with an outcome. */
export function TaskForm({ task, clientId, onClose }: Props) {
  const { t } = useLingui()
  const viewer = useViewer()
  const { items } = useWords()
  const mayUpdate = useRight('Mutation.updateTask')
  const mayComplete = useRight('Mutation.completeTask')
  const [createTask, creating] = useChange<TaskFormCreateMutation>(create)
  const [updateTask, updating] = useChange<TaskFormUpdateMutation>(update)
  const [completeTask, completing] = useChange<TaskFormCompleteMutation>(complete)
  const [failure, setFailure] = useState<Failure | null>(null)
  const form = useForm<Values>({
    defaultValues: {
      title: task?.title ?? '',
      body: task?.body ?? '',
      priority: task?.priority ?? 'normal',
      dueAt: task?.dueAt ? dateTime(task.dueAt) : null,
      assignee: task?.assignee?.id ?? viewer.user?.id ?? null,
      outcome: task?.outcome ?? '',
    },
  })
  const { errors } = form.formState
  const settle = (outcome: Outcome<unknown>, words: string) => {
    if (outcome.ok) {
      taskArrived()
      toast(words)
      onClose()
      return
    }
    const { field, message } = outcome.failure
    if (field && field in form.getValues()) form.setError(field as keyof Values, { message })
    else setFailure(outcome.failure)
  }
  const save = form.handleSubmit(async ({ title, body, priority, dueAt, assignee }) => {
    setFailure(null)
    const input = { title: title.trim(), body: body.trim() || null, priority, dueAt: instantOf(dueAt), assignee }
    if (task) settle(await updateTask({ input: { ...input, id: task.id, version: task.version } }), t`Saved.`)
    else settle(await createTask({ input: { ...input, client: clientId ?? null } }), t`The task was created.`)
  })
  const finish = async () => {
    if (!task) return
    const outcome = form.getValues('outcome').trim() || null
    settle(await completeTask({ input: { id: task.id, version: task.version, outcome } }), t`Task done: ${task.title}`)
  }
  const readOnly = task ? !mayUpdate || task.state !== 'open' : false
  const required = { validate: (value: string) => value.trim() !== '' || t`Please fill this in.` }
  return (
    <form onSubmit={save} noValidate>
      <Stack>
        <TextField
          label={t`What is to be done`}
          required
          data-autofocus
          readOnly={readOnly}
          error={errors.title?.message}
          {...form.register('title', required)}
        />
        <div className={css.two}>
          <Controller
            control={form.control}
            name="dueAt"
            render={({ field }) => (
              <MomentField label={t`Due`} disabled={readOnly} error={errors.dueAt?.message} {...field} />
            )}
          />
          <Controller
            control={form.control}
            name="priority"
            render={({ field: { onChange, value } }) => (
              <Choice
                label={t`Priority`}
                items={items('priorities')}
                disabled={readOnly}
                value={value}
                onChange={(next) => onChange(next ?? 'normal')}
              />
            )}
          />
        </div>
        <Controller
          control={form.control}
          name="assignee"
          render={({ field: { onChange, value } }) => (
            <UserChoice label={t`For`} value={value} onChange={onChange} error={errors.assignee?.message} />
          )}
        />
        <TextArea label={t`Details`} readOnly={readOnly} error={errors.body?.message} {...form.register('body')} />
        {task && (
          <TextArea
            label={t`Outcome`}
            rows={2}
            readOnly={task.state !== 'open'}
            error={errors.outcome?.message}
            {...form.register('outcome')}
          />
        )}
        <FailureLine failure={failure} />
        {task && (
          <Suspense fallback={<SkeletonRows rows={3} />}>
            <More id={task.id} />
          </Suspense>
        )}
      </Stack>
      <DialogFooter>
        <Button onClick={onClose}>{t`Cancel`}</Button>
        {task?.state === 'open' && mayComplete && (
          <Button onClick={finish} busy={completing}>
            {t`Complete`}
          </Button>
        )}
        {!readOnly && (
          <Button type="submit" look="primary" busy={creating || updating}>
            {task ? t`Save` : t`Create`}
          </Button>
        )}
      </DialogFooter>
    </form>
  )
}
