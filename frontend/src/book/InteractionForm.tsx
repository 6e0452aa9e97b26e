import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { Controller, useForm } from 'react-hook-form'
import { graphql, useRelayEnvironment } from 'react-relay'
import { fetchQuery } from 'relay-runtime'
import type { InteractionFormMutation } from '../__generated__/InteractionFormMutation.graphql'
import type { InteractionFormRefreshQuery } from '../__generated__/InteractionFormRefreshQuery.graphql'
import { dateTime, instantOf } from '../format/date'
import type { Failure } from '../relay/failure'
import { useChange } from '../relay/useChange'
import { Button } from '../ui/Button'
import { Choice } from '../ui/Choice'
import { MomentField } from '../ui/DateField'
import { DialogFooter, Stack } from '../ui/Dialog'
import { FailureLine } from '../ui/ErrorState'
import { TextArea, TextField } from '../ui/TextField'
import { toast } from '../ui/Toasts'
import { Toggle } from '../ui/Toggle'
import { useRight } from '../viewer/Viewer'
import css from './TaskList.module.css'
import { taskArrived } from './taskBell'
import { useWords } from './words'

const mutation = graphql`
  mutation InteractionFormMutation($input: LogInteractionInput!) {
    logInteraction(input: $input) {
      id
    }
  }
`
/** What a client's page shows of interactions and tasks, read again after one was added. */
const refresh = graphql`
  query InteractionFormRefreshQuery($id: ID!) {
    client(id: $id) {
      lastInteractionAt
      five: interactions(first: 5) {
        nodes {
          id
          ...InteractionList_interaction
        }
      }
      three: interactions(first: 3) {
        nodes {
          id
          ...InteractionList_interaction
        }
      }
      tasks(first: 5, open: true) {
        nodes {
          id
          ...TaskRow_task
        }
      }
    }
  }
`

type Values = {
  kind: string
  direction: string
  channel: string
  at: string | null
  minutes: string
  summary: string
  content: string
  follow: boolean
  followTitle: string
  followDue: string | null
}

/** The usual channel of each kind, so that most entries need no second thought. */
const usual: Record<string, string> = {
  call: 'phone',
  meeting: 'meeting',
  visit: 'meeting',
  message: 'wecom',
  email: 'email',
  event: 'event',
  report: 'email',
  greeting: 'wecom',
}

/** The fields of an interaction and, if wished, the task that follows from it. */
export function InteractionForm({ clientId, onClose }: { clientId: string; onClose: () => void }) {
  const { t } = useLingui()
  const environment = useRelayEnvironment()
  const { items } = useWords()
  const mayTask = useRight('Mutation.createTask')
  const [log, busy] = useChange<InteractionFormMutation>(mutation)
  const [failure, setFailure] = useState<Failure | null>(null)
  const form = useForm<Values>({
    defaultValues: {
      kind: 'call',
      direction: 'both',
      channel: 'phone',
      at: dateTime(new Date()),
      minutes: '',
      summary: '',
      content: '',
      follow: false,
      followTitle: '',
      followDue: null,
    },
  })
  const { errors } = form.formState
  const follow = form.watch('follow')
  const save = form.handleSubmit(async (values) => {
    setFailure(null)
    const followUp = values.follow
      ? { title: values.followTitle.trim(), dueAt: instantOf(values.followDue), client: clientId }
      : null
    const outcome = await log({
      input: {
        client: clientId,
        kind: values.kind,
        direction: values.direction,
        channel: values.channel,
        at: instantOf(values.at),
        minutes: values.minutes ? Number(values.minutes) : null,
        summary: values.summary.trim(),
        content: values.content.trim() || null,
        followUp,
      },
    })
    if (!outcome.ok) {
      const { field, message } = outcome.failure
      if (field && field in values) form.setError(field as keyof Values, { message })
      else setFailure(outcome.failure)
      return
    }
    fetchQuery<InteractionFormRefreshQuery>(environment, refresh, { id: clientId }).subscribe({})
    if (followUp) taskArrived()
    toast(t`The interaction was logged.`)
    onClose()
  })
  const filled = { validate: (value: string) => value.trim() !== '' || t`Please fill this in.` }
  const whole = {
    validate: (value: string) => value === '' || /^\d{1,4}$/.test(value.trim()) || t`Whole minutes, please.`,
  }
  return (
    <form onSubmit={save} noValidate>
      <Stack>
        <div className={css.two}>
          <Controller
            control={form.control}
            name="kind"
            render={({ field: { onChange, value } }) => (
              <Choice
                label={t`Kind`}
                items={items('interactionKinds')}
                value={value}
                error={errors.kind?.message}
                onChange={(next) => {
                  onChange(next ?? 'call')
                  form.setValue('channel', usual[next ?? 'call'] ?? 'other')
                }}
              />
            )}
          />
          <Controller
            control={form.control}
            name="channel"
            render={({ field: { onChange, value } }) => (
              <Choice
                label={t`Channel`}
                items={items('channels')}
                value={value}
                onChange={(next) => onChange(next ?? 'other')}
              />
            )}
          />
          <Controller
            control={form.control}
            name="direction"
            render={({ field: { onChange, value } }) => (
              <Choice
                label={t`Direction`}
                items={items('directions')}
                value={value}
                onChange={(next) => onChange(next ?? 'both')}
              />
            )}
          />
          <TextField
            label={t`Minutes`}
            inputMode="numeric"
            error={errors.minutes?.message}
            {...form.register('minutes', whole)}
          />
        </div>
        <Controller
          control={form.control}
          name="at"
          render={({ field }) => <MomentField label={t`When`} error={errors.at?.message} {...field} />}
        />
        <TextField
          label={t`In one line`}
          required
          data-autofocus
          placeholder={t`What was it about, what did the client say?`}
          error={errors.summary?.message}
          {...form.register('summary', filled)}
        />
        <TextArea label={t`Details`} rows={4} error={errors.content?.message} {...form.register('content')} />
        {mayTask && (
          <Controller
            control={form.control}
            name="follow"
            render={({ field: { onChange, value } }) => (
              <Toggle label={t`A task follows from this`} checked={value} onChange={onChange} />
            )}
          />
        )}
        {follow && (
          <div className={css.two}>
            <TextField
              label={t`What is to be done`}
              required
              error={errors.followTitle?.message}
              {...form.register('followTitle', filled)}
            />
            <Controller
              control={form.control}
              name="followDue"
              render={({ field }) => <MomentField label={t`Due`} {...field} />}
            />
          </div>
        )}
        <FailureLine failure={failure} />
      </Stack>
      <DialogFooter>
        <Button onClick={onClose}>{t`Cancel`}</Button>
        <Button type="submit" look="primary" busy={busy}>
          {t`Log it`}
        </Button>
      </DialogFooter>
    </form>
  )
}
