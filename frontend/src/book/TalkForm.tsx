import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { graphql, useRelayEnvironment } from 'react-relay'
import { fetchQuery } from 'relay-runtime'
import type { TalkFormMutation } from '../__generated__/TalkFormMutation.graphql'
import type { TalkFormQuery } from '../__generated__/TalkFormQuery.graphql'
import type { TalkFormRefreshQuery } from '../__generated__/TalkFormRefreshQuery.graphql'
import { dayOf } from '../format/date'
import { asFailure, type Failure } from '../relay/failure'
import { useChange } from '../relay/useChange'
import { Button } from '../ui/Button'
import { Choice } from '../ui/Choice'
import { DateField } from '../ui/DateField'
import { DialogFooter, Stack } from '../ui/Dialog'
import { FailureLine } from '../ui/ErrorState'
import { TextArea, TextField } from '../ui/TextField'
import { toast } from '../ui/Toasts'
import { interactionArrived } from './interactionBell'
import { type Line, TalkLines } from './TalkLines'
import css from './TaskList.module.css'
import { useUserItems } from './UserChoice'
import { useWords } from './words'

const query = graphql`
  query TalkFormQuery($client: ID!, $text: String!, $on: Date) {
    readTalk(client: $client, text: $text, on: $on) {
      speakers
      messages {
        speaker
        at
        text
        known
      }
    }
  }
`
const mutation = graphql`
  mutation TalkFormMutation($input: LogTalkInput!) {
    logTalk(input: $input) {
      id
    }
  }
`
const refresh = graphql`
  query TalkFormRefreshQuery($id: ID!) {
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
    }
  }
`

type Props = { clientId: string; clientName: string; onClose: () => void }

/** A conversation pasted from WeChat or WeCom: read, looked over, and kept with its messages. */
export function TalkForm({ clientId, clientName, onClose }: Props) {
  const { t } = useLingui()
  const environment = useRelayEnvironment()
  const { items } = useWords()
  const colleagues = new Set(useUserItems().map(({ label }) => label.split(' · ')[0]))
  const [keep, keeping] = useChange<TalkFormMutation>(mutation)
  const [channel, setChannel] = useState('wechat')
  const [on, setOn] = useState<string | null>(dayOf(new Date()))
  const [text, setText] = useState('')
  const [summary, setSummary] = useState('')
  const [lines, setLines] = useState<Line[] | null>(null)
  const [sides, setSides] = useState<Record<string, string>>({})
  const [reading, setReading] = useState(false)
  const [failure, setFailure] = useState<Failure | null>(null)
  const read = async () => {
    setFailure(null)
    setReading(true)
    try {
      const found = await fetchQuery<TalkFormQuery>(environment, query, { client: clientId, text, on }).toPromise()
      const talk = found?.readTalk
      setLines((talk?.messages ?? []).map((said, n) => ({ ...said, key: n, out: said.known })))
      setSides(guessed(talk?.speakers ?? [], clientName, colleagues))
    } catch (error) {
      setFailure(asFailure(error))
    }
    setReading(false)
  }
  const save = async () => {
    setFailure(null)
    // Known ones go along: by their place in the talk equal messages are told apart. The server leaves them out.
    const messages = (lines ?? [])
      .filter(({ known, out }) => known || !out)
      .map(({ speaker, at, text: words }) => ({
        speaker,
        at,
        text: words,
        side: speaker == null ? 'other' : (sides[speaker] ?? 'other'),
      }))
    const outcome = await keep({ input: { client: clientId, channel, messages, summary: summary.trim() || null } })
    if (!outcome.ok) {
      setFailure(outcome.failure)
      return
    }
    fetchQuery<TalkFormRefreshQuery>(environment, refresh, { id: clientId }).subscribe({})
    interactionArrived()
    toast(t`The conversation was kept.`)
    onClose()
  }
  if (lines === null)
    return (
      <>
        <Stack>
          <div className={css.two}>
            <Choice
              label={t`Channel`}
              items={items('channels').filter(({ value }) => ['wechat', 'wecom', 'sms', 'other'].includes(value))}
              value={channel}
              onChange={(next) => setChannel(next ?? 'wechat')}
            />
            <DateField label={t`Copied on`} hint={t`What "yesterday" means in the text.`} value={on} onChange={setOn} />
          </div>
          <TextArea
            label={t`Conversation`}
            data-autofocus
            required
            rows={12}
            placeholder={t`Paste it as you copied it: names, times and messages are found by themselves.`}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
          <FailureLine failure={failure} />
        </Stack>
        <DialogFooter>
          <Button onClick={onClose}>{t`Cancel`}</Button>
          <Button look="primary" busy={reading} disabled={text.trim() === ''} onClick={read}>{t`Read it`}</Button>
        </DialogFooter>
      </>
    )
  const fresh = lines.filter(({ out }) => !out).length
  const speakers = Object.keys(sides)
  return (
    <>
      <Stack>
        {speakers.length > 0 && (
          <div className={css.two}>
            {speakers.map((name) => (
              <Choice
                key={name}
                label={t`${name} is`}
                items={[
                  { value: 'client', label: t`the client` },
                  { value: 'staff', label: t`one of us` },
                  { value: 'other', label: t`somebody else` },
                ]}
                value={sides[name] ?? 'other'}
                onChange={(side) => setSides({ ...sides, [name]: side ?? 'other' })}
              />
            ))}
          </div>
        )}
        <TalkLines lines={lines} sides={sides} onLines={setLines} />
        <TextField
          label={t`In one line`}
          placeholder={t`Else the first words.`}
          value={summary}
          onChange={(event) => setSummary(event.currentTarget.value)}
        />
        <FailureLine failure={failure} />
      </Stack>
      <DialogFooter>
        <Button onClick={() => setLines(null)}>{t`Back`}</Button>
        <Button look="primary" busy={keeping} disabled={fresh === 0} onClick={save}>
          {t`Keep ${fresh} messages`}
        </Button>
      </DialogFooter>
    </>
  )
}

/** Who is who: colleagues by their names, the client by his; of two the other one is the client. */
function guessed(speakers: readonly string[], client: string, colleagues: ReadonlySet<string | undefined>) {
  const of = (name: string) => {
    const plain = name.replace(/@.*$/, '')
    if (plain === client) return 'client'
    if (colleagues.has(plain)) return 'staff'
    const others = speakers.filter((other) => other !== name)
    const known = others.length === 1 && others[0] ? others[0].replace(/@.*$/, '') : ''
    if (known && colleagues.has(known)) return 'client'
    return known && known === client ? 'staff' : 'other'
  }
  return Object.fromEntries(speakers.map((name) => [name, of(name)]))
}
