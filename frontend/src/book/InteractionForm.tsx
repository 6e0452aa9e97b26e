import { useLingui } from '@lingui/react/macro'
import { lazy, Suspense, useState } from 'react'
import { Controller, FormProvider, useForm } from 'react-hook-form'
import { graphql, useLazyLoadQuery, useRelayEnvironment } from 'react-relay'
import { fetchQuery } from 'relay-runtime'
import type { InteractionFormCorrectMutation } from '../__generated__/InteractionFormCorrectMutation.graphql'
import type { InteractionFormMutation } from '../__generated__/InteractionFormMutation.graphql'
import type { InteractionFormQuery } from '../__generated__/InteractionFormQuery.graphql'
import type { InteractionFormRefreshQuery } from '../__generated__/InteractionFormRefreshQuery.graphql'
import { dateTime, instantOf } from '../format/date'
import type { Failure } from '../relay/failure'
import { type Outcome, useChange } from '../relay/useChange'
import { Button, TextButton } from '../ui/Button'
import { Choice, Choices } from '../ui/Choice'
import { MomentField } from '../ui/DateField'
import { DialogFooter, Stack } from '../ui/Dialog'
import { FailureLine } from '../ui/ErrorState'
import { TextArea, TextField } from '../ui/TextField'
import { toast } from '../ui/Toasts'
import { useRight, useViewer } from '../viewer/Viewer'
import { interactionArrived } from './interactionBell'
import { MentionArea, type Named, namedIn } from './MentionArea'
import { NextSteps } from './NextSteps'
import css from './TaskList.module.css'
import { taskArrived } from './taskBell'
import { useUserItems } from './UserChoice'
import { useWords } from './words'

const TopicsDialog = lazy(() => import('./TopicsDialog').then((loaded) => ({ default: loaded.TopicsDialog })))

const query = graphql`
  query InteractionFormQuery($id: ID!) {
    client(id: $id) {
      id
      name
      household {
        members {
          id
          name
        }
      }
      relations {
        other {
          id
          name
        }
      }
    }
    topics {
      id
      version
      name
      retired
    }
  }
`
const mutation = graphql`
  mutation InteractionFormMutation($input: LogInteractionInput!) {
    logInteraction(input: $input) {
      id
    }
  }
`
const correct = graphql`
  mutation InteractionFormCorrectMutation($input: UpdateInteractionInput!) {
    updateInteraction(input: $input) {
      ...InteractionEntry_interaction
      ...InteractionList_interaction
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

export type Step = { title: string; due: string | null; assignee: string | null }
export type InteractionValues = {
  kind: string
  direction: string
  channel: string
  at: string | null
  minutes: string
  summary: string
  content: string
  needs: string
  topics: string[]
  people: string[]
  others: string
  steps: Step[]
}
/** One that is written down already, as the form shows it. */
export type Written = { id: string; version: number; values: InteractionValues }

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
const names = (text: string) =>
  text
    .split(/[,，、;；\n]/)
    .map((name) => name.trim())
    .filter(Boolean)

type Props = { clientId: string; written?: Written; onClose: () => void }

/** The fields of an interaction and the tasks that follow from it; of one that is written down, without these. */
export function InteractionForm({ clientId, written, onClose }: Props) {
  const { t } = useLingui()
  const environment = useRelayEnvironment()
  const { items } = useWords()
  const viewer = useViewer()
  const mayTopics = useRight('Mutation.updateTopic')
  const [listing, setListing] = useState(false)
  const mayTask = useRight('Mutation.createTask')
  const users = useUserItems()
  const { client, topics } = useLazyLoadQuery<InteractionFormQuery>(
    query,
    { id: clientId },
    { fetchPolicy: 'store-or-network' },
  )
  const [log, logging] = useChange<InteractionFormMutation>(mutation)
  const [change, changing] = useChange<InteractionFormCorrectMutation>(correct)
  const [failure, setFailure] = useState<Failure | null>(null)
  const [named, setNamed] = useState<readonly Named[]>([])
  const form = useForm<InteractionValues>({
    defaultValues: written?.values ?? {
      kind: 'call',
      direction: 'both',
      channel: 'phone',
      at: dateTime(new Date()),
      minutes: '',
      summary: '',
      content: '',
      needs: '',
      topics: [],
      people: [],
      others: '',
      steps: [],
    },
  })
  const { errors } = form.formState
  const around = [
    client,
    ...(client?.household?.members ?? []),
    ...(client?.relations ?? []).map(({ other }) => other),
  ].flatMap((one) => (one ? [{ value: one.id, label: one.name ?? '—' }] : []))
  const known = [...new Map([...around, ...users].map((item) => [item.value, item])).values()]
  const offered = topics.filter(({ name, retired }) => !retired || written?.values.topics.includes(name))
  const settle = (outcome: Outcome<unknown>): boolean => {
    if (outcome.ok) return true
    const { field, message } = outcome.failure
    if (field && field in form.getValues()) form.setError(field as keyof InteractionValues, { message })
    else if (field === 'participants') form.setError('people', { message })
    else setFailure(outcome.failure)
    return false
  }
  const save = form.handleSubmit(async (values) => {
    setFailure(null)
    const common = {
      kind: values.kind,
      direction: values.direction,
      channel: values.channel,
      at: instantOf(values.at),
      minutes: values.minutes ? Number(values.minutes) : null,
      summary: values.summary.trim(),
      content: values.content.trim() || null,
      needs: values.needs.trim() || null,
      mentions: namedIn(values.content, named),
      topics: values.topics,
      participants: [
        ...values.people.map((id) => (id.startsWith('user_') ? { user: id } : { client: id })),
        ...names(values.others).map((name) => ({ name })),
      ],
    }
    if (written) {
      const { id, version } = written
      if (!settle(await change({ input: { id, version, ...common } }))) return
      toast(t`Saved.`)
    } else {
      const nextSteps = values.steps.map(({ title, due, assignee }) => ({
        title: title.trim(),
        dueAt: instantOf(due),
        assignee,
      }))
      if (!settle(await log({ input: { client: clientId, ...common, nextSteps } }))) return
      fetchQuery<InteractionFormRefreshQuery>(environment, refresh, { id: clientId }).subscribe({})
      if (nextSteps.length) taskArrived()
      toast(t`The interaction was logged.`)
    }
    interactionArrived()
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
            name="at"
            render={({ field }) => <MomentField label={t`When`} error={errors.at?.message} {...field} />}
          />
          <TextField
            label={t`Minutes`}
            inputMode="numeric"
            error={errors.minutes?.message}
            {...form.register('minutes', whole)}
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
          <Controller
            control={form.control}
            name="topics"
            render={({ field: { onChange, value } }) => (
              <Choices
                label={t`Topics`}
                items={offered.map(({ name }) => ({ value: name, label: name }))}
                value={value}
                onChange={onChange}
                error={errors.topics?.message}
                hint={mayTopics && <TextButton onClick={() => setListing(true)}>{t`Edit the list`}</TextButton>}
              />
            )}
          />
        </div>
        <TextField
          label={t`In one line`}
          required
          data-autofocus
          placeholder={t`What was it about, what did the client say?`}
          error={errors.summary?.message}
          {...form.register('summary', filled)}
        />
        <Controller
          control={form.control}
          name="content"
          render={({ field: { value, onChange } }) => (
            <MentionArea
              label={t`Details`}
              subject={clientId}
              rows={3}
              error={errors.content?.message}
              value={value}
              onChange={onChange}
              named={named}
              onNamed={setNamed}
            />
          )}
        />
        <TextArea label={t`What the client needs`} rows={2} error={errors.needs?.message} {...form.register('needs')} />
        <div className={css.two}>
          <Controller
            control={form.control}
            name="people"
            render={({ field: { onChange, value } }) => (
              <Choices
                label={t`Who took part`}
                items={known}
                value={value}
                onChange={onChange}
                error={errors.people?.message}
              />
            )}
          />
          <TextField
            label={t`Others, by name`}
            placeholder={t`Parted by commas`}
            error={errors.others?.message}
            {...form.register('others')}
          />
        </div>
        {mayTask && !written && (
          <FormProvider {...form}>
            <NextSteps own={viewer.user?.id ?? null} />
          </FormProvider>
        )}
        <FailureLine failure={failure} />
      </Stack>
      {listing && (
        <Suspense fallback={null}>
          <TopicsDialog topics={topics} onClose={() => setListing(false)} />
        </Suspense>
      )}
      <DialogFooter>
        <Button onClick={onClose}>{t`Cancel`}</Button>
        <Button type="submit" look="primary" busy={logging || changing}>
          {written ? t`Save` : t`Log it`}
        </Button>
      </DialogFooter>
    </form>
  )
}
