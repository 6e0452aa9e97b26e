import { useLingui } from '@lingui/react/macro'
import { lazy, Suspense, useState } from 'react'
import { fetchQuery, graphql, useRelayEnvironment } from 'react-relay'
import type { RequestFromTalkMutation } from '../__generated__/RequestFromTalkMutation.graphql'
import type { RequestFromTalkQuery, RequestFromTalkQuery$data } from '../__generated__/RequestFromTalkQuery.graphql'
import type { RequestFromTalkUndoMutation } from '../__generated__/RequestFromTalkUndoMutation.graphql'
import { useBoth } from '../book/journeyWords'
import { useChange } from '../relay/useChange'
import { Button, TextButton } from '../ui/Button'
import { toast } from '../ui/Toasts'
import { useFailureText } from '../ui/useFailureText'

const RequestDialog = lazy(() => import('./RequestDialog').then((m) => ({ default: m.RequestDialog })))

const guess = graphql`
  query RequestFromTalkQuery($interaction: ID!) {
    guessRequest(interaction: $interaction) {
      type
      title
      details
      channel
      form
      missing
    }
  }
`
const create = graphql`
  mutation RequestFromTalkMutation($input: CreateRequestInput!, $key: String) {
    createRequest(input: $input, idempotencyKey: $key) {
      id
      version
      zh
      en
      interaction {
        id
        ...TalkRequests_interaction
      }
    }
  }
`
const undo = graphql`
  mutation RequestFromTalkUndoMutation($input: CancelRequestInput!) {
    cancelRequest(input: $input) {
      id
      state
      version
    }
  }
`
export type Guess = RequestFromTalkQuery$data['guessRequest']
type Props = {
  client: { id: string; name: string }
  /** The conversation, or what makes one first (a mail that is kept only now); null: it could not. */
  source: () => Promise<string | null>
  onDone?: () => void
  /** Drawn as a button with this name instead of a link. */
  title?: string
  button?: boolean
}

/** One click makes a conversation a request, its type guessed by its words; what is missing is asked. */
export function RequestFromTalk({ client, source, onDone, title, button }: Props) {
  const { t } = useLingui()
  const both = useBoth()
  const environment = useRelayEnvironment()
  const failed = useFailureText()
  const [run] = useChange<RequestFromTalkMutation>(create)
  const [takeBack] = useChange<RequestFromTalkUndoMutation>(undo)
  const [busy, setBusy] = useState(false)
  const [asking, setAsking] = useState<{ id: string; guess: Guess } | null>(null)
  const begin = async () => {
    setBusy(true)
    const id = await source()
    const found = id
      ? await fetchQuery<RequestFromTalkQuery>(environment, guess, { interaction: id })
          .toPromise()
          .catch(() => null)
      : null
    const it = found?.guessRequest
    if (id && it && (!it.type || it.missing.length > 0)) setAsking({ id, guess: it })
    else if (id && it) await make(id, it)
    else if (id) toast(t`It could not be read; try again.`, 'bad')
    setBusy(false)
  }
  const make = async (interaction: string, { type, title, details, channel, form }: Guess) => {
    const input = { client: client.id, interaction, type: type ?? '', title, details, channel, form }
    const outcome = await run({ input, key: `${interaction} ${type}` })
    if (!outcome.ok) return toast(failed(outcome.failure).title, 'bad')
    const made = outcome.data.createRequest
    onDone?.()
    if (!made) return
    toast(t`Made a request: ${both(made)}. The clock runs.`, {
      action: { label: t`Undo`, run: () => void back(made) },
    })
  }
  const back = async ({ id, version }: { id: string; version: number }) => {
    const outcome = await takeBack({ input: { id, version, reason: t`Made by mistake` } })
    if (!outcome.ok) return toast(failed(outcome.failure).title, 'bad')
    onDone?.()
    toast(t`The request is taken back.`)
  }
  const label = title ?? t`Make it a request`
  return (
    <>
      {button ? (
        <Button small busy={busy} onClick={() => void begin()}>
          {label}
        </Button>
      ) : (
        <TextButton disabled={busy} onClick={() => void begin()}>
          {label}
        </TextButton>
      )}
      {asking && (
        <Suspense fallback={null}>
          <RequestDialog
            client={client}
            heard={{ id: asking.id, guess: asking.guess }}
            onDone={() => undefined}
            onClose={() => {
              setAsking(null)
              onDone?.()
            }}
          />
        </Suspense>
      )}
    </>
  )
}
