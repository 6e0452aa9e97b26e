import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { RequestDialogMutation } from '../__generated__/RequestDialogMutation.graphql'
import type { RequestDialogQuery } from '../__generated__/RequestDialogQuery.graphql'
import { ClientChoice } from '../book/ClientChoice'
import { FormInput } from '../book/FormInput'
import { useBoth } from '../book/journeyWords'
import type { Failure } from '../relay/failure'
import { useChange } from '../relay/useChange'
import { Boundary } from '../ui/Boundary'
import { Button } from '../ui/Button'
import { Choice, type Item } from '../ui/Choice'
import { Dialog, DialogFooter, Stack } from '../ui/Dialog'
import { FailureLine } from '../ui/ErrorState'
import { SkeletonRows } from '../ui/Skeleton'
import { TextArea, TextField } from '../ui/TextField'
import { toast } from '../ui/Toasts'
import { Toggle } from '../ui/Toggle'
import type { Guess } from './RequestFromTalk'
import { useRequestWords } from './requestWords'
import { type TypeContent, typeOf } from './typeContent'

const query = graphql`
  query RequestDialogQuery {
    requestTypes {
      id
      key
      zh
      en
      kind
      archivedAt
      content
    }
  }
`
const create = graphql`
  mutation RequestDialogMutation($input: CreateRequestInput!, $key: String) {
    createRequest(input: $input, idempotencyKey: $key) {
      id
      interaction {
        id
        ...TalkRequests_interaction
      }
    }
  }
`
/** A conversation, and what it seems to ask for. */
type Heard = { id: string; guess: Guess }
type Props = {
  /** Who asks, where that is known already. */
  client?: { id: string; name: string }
  /** The conversation it was heard in: what stands in it is filled in. */
  heard?: Heard
  onDone: (id: string) => void
  onClose: () => void
}

/** Writes down what a client asks for; its clocks run from then on. */
export function RequestDialog(props: Props) {
  const { t } = useLingui()
  return (
    <Dialog title={t`New service request`} open onClose={props.onClose} size={560}>
      <Boundary fallback={<SkeletonRows rows={6} />}>
        <Form {...props} />
      </Boundary>
    </Dialog>
  )
}

function Form({ client: known, heard, onDone, onClose }: Props) {
  const { t } = useLingui()
  const both = useBoth()
  const words = useRequestWords()
  const { requestTypes } = useLazyLoadQuery<RequestDialogQuery>(query, {}, { fetchPolicy: 'store-and-network' })
  const usable = requestTypes.filter(({ archivedAt }) => !archivedAt)
  const [key, setKey] = useState(heard ? (heard.guess.type ?? null) : (usable[0]?.key ?? null))
  const type = usable.find((each) => each.key === key)
  const content: TypeContent | null = type?.content ? typeOf(type.content) : null
  const [client, setClient] = useState<Item | null>(known ? { value: known.id, label: known.name } : null)
  const [title, setTitle] = useState(heard?.guess.title ?? '')
  const [details, setDetails] = useState(heard?.guess.details ?? '')
  const [channel, setChannel] = useState(heard?.guess.channel ?? 'call')
  const [values, setValues] = useState<Record<string, string>>((heard?.guess.form ?? {}) as Record<string, string>)
  const [category, setCategory] = useState('service')
  const [severity, setSeverity] = useState('minor')
  const [reference, setReference] = useState('')
  const [forwarded, setForwarded] = useState(false)
  const [once] = useState(() => crypto.randomUUID())
  const [run, busy] = useChange<RequestDialogMutation>(create)
  const [failure, setFailure] = useState<Failure | null>(null)
  const fields = content?.form ?? []
  const lacks = !type || !client || fields.some((field) => field.required && !values[field.key]?.trim())
  const complaint = type?.kind === 'complaint'
  const save = async () => {
    if (!type || !client) return
    setFailure(null)
    const form = Object.fromEntries(fields.map((field) => [field.key, values[field.key] ?? '']))
    const input = {
      client: client.value,
      type: type.key,
      title: title.trim() || null,
      details: details.trim() || null,
      form,
      channel,
      interaction: heard?.id ?? null,
      ...(complaint && {
        category,
        severity,
        regulatorReference: reference.trim() || null,
        fromRegulator: forwarded,
      }),
    }
    const outcome = await run({ input, key: `${once} ${JSON.stringify(input).length}` })
    if (!outcome.ok) return setFailure(outcome.failure)
    toast(t`Written down; the clock runs.`)
    onDone(outcome.data.createRequest?.id ?? '')
    onClose()
  }
  return (
    <>
      <Stack>
        {!known && <ClientChoice label={t`Client`} required value={client} onChange={setClient} />}
        <div>
          <Choice
            label={t`Type of request`}
            required
            items={usable.map((each) => ({ value: each.key, label: both(each) }))}
            value={key}
            onChange={(next) => {
              setKey(next)
              setValues({})
            }}
          />
        </div>
        <TextField
          label={t`Subject`}
          hint={t`Empty: as the type is called.`}
          maxLength={120}
          value={title}
          onChange={(event) => setTitle(event.currentTarget.value)}
        />
        {fields.map((field) => (
          <FormInput
            key={`${key} ${field.key}`}
            field={field}
            value={values[field.key] ?? ''}
            onChange={(value) => setValues((old) => ({ ...old, [field.key]: value }))}
          />
        ))}
        <TextArea
          label={t`What was said`}
          rows={3}
          maxLength={4000}
          value={details}
          onChange={(event) => setDetails(event.currentTarget.value)}
        />
        <Choice
          label={t`How it came`}
          required
          items={words.channels.filter(({ value }) => !['link', 'api', 'automation'].includes(value))}
          value={channel}
          onChange={(next) => setChannel(next ?? 'other')}
        />
        {complaint && (
          <>
            <Choice
              label={t`Category`}
              required
              items={words.categories}
              value={category}
              onChange={(next) => setCategory(next ?? 'other')}
            />
            <Choice
              label={t`Severity`}
              required
              items={words.severities}
              value={severity}
              onChange={(next) => setSeverity(next ?? 'minor')}
            />
            <Toggle label={t`Forwarded by a regulator`} checked={forwarded} onChange={setForwarded} />
            {forwarded && (
              <TextField
                label={t`Regulator's reference`}
                maxLength={80}
                value={reference}
                onChange={(event) => setReference(event.currentTarget.value)}
              />
            )}
          </>
        )}
        <FailureLine failure={failure} />
      </Stack>
      <DialogFooter>
        <Button onClick={onClose}>{t`Cancel`}</Button>
        <Button look="primary" busy={busy} disabled={lacks} onClick={() => void save()}>
          {t`Start the clock`}
        </Button>
      </DialogFooter>
    </>
  )
}
