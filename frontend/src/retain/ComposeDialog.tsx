import { useLingui } from '@lingui/react/macro'
import { useEffect, useState } from 'react'
import { graphql, useLazyLoadQuery, useRelayEnvironment } from 'react-relay'
import { fetchQuery } from 'relay-runtime'
import type { ComposeDialogMutation } from '../__generated__/ComposeDialogMutation.graphql'
import type {
  ComposeDialogPreviewQuery,
  ComposeDialogPreviewQuery$data,
} from '../__generated__/ComposeDialogPreviewQuery.graphql'
import type { ComposeDialogQuery } from '../__generated__/ComposeDialogQuery.graphql'
import { type Fund, FundChoice } from '../book/FundChoice'
import { asFailure, type Failure } from '../relay/failure'
import { useChange } from '../relay/useChange'
import { Button } from '../ui/Button'
import { Choice } from '../ui/Choice'
import { Dialog, DialogFooter, Stack } from '../ui/Dialog'
import { FailureLine, Note } from '../ui/ErrorState'
import { TextArea, TextField } from '../ui/TextField'
import { toast } from '../ui/Toasts'
import css from './Retain.module.css'
import { SENDABLE, useRetainWords, VARIABLES } from './retainWords'

const templatesQuery = graphql`
  query ComposeDialogQuery {
    messageTemplates {
      id
      zh
      en
      inForce {
        number
      }
    }
  }
`
const previewQuery = graphql`
  query ComposeDialogPreviewQuery($client: ID!, $wording: MessageWordingInput!) {
    previewMessage(client: $client, wording: $wording) {
      subject
      body
      allowed
      reasons {
        code
        text
      }
    }
  }
`
const mutation = graphql`
  mutation ComposeDialogMutation($input: SendMessageInput!) {
    sendMessage(input: $input) {
      id
      state
    }
  }
`
type Props = { client: { id: string; name: string }; onSent: () => void; onClose: () => void }
const FREE = 'free'
const PAUSE = 400

/** A message to one client, by a template or free: as he will read it, and why it would be held. */
export function ComposeDialog({ client, onSent, onClose }: Props) {
  const { t } = useLingui()
  const words = useRetainWords()
  const environment = useRelayEnvironment()
  const { messageTemplates } = useLazyLoadQuery<ComposeDialogQuery>(
    templatesQuery,
    {},
    { fetchPolicy: 'store-and-network' },
  )
  const [template, setTemplate] = useState<string | null>(FREE)
  const [channel, setChannel] = useState<string | null>('mail')
  const [purpose, setPurpose] = useState<string | null>('service')
  const [language, setLanguage] = useState<string | null>('zh-CN')
  const [fund, setFund] = useState<Fund | null>(null)
  const [subject, setSubject] = useState('')
  const [body, setBody] = useState('')
  const [preview, setPreview] = useState<ComposeDialogPreviewQuery$data['previewMessage'] | null>(null)
  const [failure, setFailure] = useState<Failure | null>(null)
  const [run, busy] = useChange<ComposeDialogMutation>(mutation)
  const free = template === FREE || template === null
  const whole = !free || (body.trim() !== '' && (channel !== 'mail' || subject.trim() !== ''))
  const wording = free
    ? { purpose, channel, subject, body, language: language ?? 'zh-CN', product: fund?.value ?? null }
    : { template, language: language ?? 'zh-CN', product: fund?.value ?? null }
  const asked = JSON.stringify(wording)
  useEffect(() => {
    if (!whole) return setPreview(null)
    let over = false
    const timer = setTimeout(() => {
      fetchQuery<ComposeDialogPreviewQuery>(environment, previewQuery, {
        client: client.id,
        wording: JSON.parse(asked),
      })
        .toPromise()
        .then((found) => {
          if (over) return
          setPreview(found?.previewMessage ?? null)
          setFailure(null)
        })
        .catch((error) => {
          if (over) return
          setPreview(null)
          setFailure(asFailure(error))
        })
    }, PAUSE)
    return () => {
      over = true
      clearTimeout(timer)
    }
  }, [asked, whole, client.id, environment])
  const send = async () => {
    const outcome = await run({ input: { client: client.id, wording: JSON.parse(asked) } })
    if (!outcome.ok) return setFailure(outcome.failure)
    toast(t`The message is on its way; what becomes of it stands in the list.`)
    onSent()
    onClose()
  }
  return (
    <Dialog title={t`Message to ${client.name}`} open onClose={onClose} size={680}>
      <Stack>
        <Choice
          label={t`Template`}
          items={[
            { value: FREE, label: t`Free text` },
            ...messageTemplates
              .filter((each) => each.inForce)
              .map((each) => ({ value: each.id, label: words.zh ? each.zh : each.en })),
          ]}
          value={template}
          onChange={setTemplate}
        />
        <div className={css.two}>
          {free && (
            <>
              <Choice
                label={t`Channel`}
                items={words.items(words.channels, ['mail', 'sms'])}
                value={channel}
                onChange={setChannel}
              />
              <Choice
                label={t({ message: 'Purpose', context: 'consent' })}
                items={words.items(words.purposes, SENDABLE)}
                value={purpose}
                onChange={setPurpose}
              />
            </>
          )}
          <Choice
            label={t`Language`}
            items={[
              { value: 'zh-CN', label: '中文' },
              { value: 'en', label: 'English' },
            ]}
            value={language}
            onChange={setLanguage}
          />
          <FundChoice label={t`Fund it is about`} value={fund} onChange={setFund} />
        </div>
        {free && channel === 'mail' && (
          <TextField
            label={t`Subject`}
            required
            maxLength={200}
            value={subject}
            onChange={(event) => setSubject(event.currentTarget.value)}
          />
        )}
        {free && (
          <TextArea
            label={t`Text`}
            required
            rows={6}
            maxLength={10000}
            hint={t`Variables: ${VARIABLES.map((each) => `{${each}}`).join(' ')}`}
            value={body}
            onChange={(event) => setBody(event.currentTarget.value)}
          />
        )}
        {preview && (
          <section className={css.letter} aria-label={t`As the client reads it`}>
            {preview.subject && <strong>{preview.subject}</strong>}
            <p className={css.text}>{preview.body}</p>
          </section>
        )}
        {preview && !preview.allowed && (
          <Note tone="warn">
            {t`It would be held:`} {preview.reasons.map((each) => each.text).join('；')}
          </Note>
        )}
        <FailureLine failure={failure} />
      </Stack>
      <DialogFooter>
        <Button onClick={onClose}>{t`Cancel`}</Button>
        <Button look="primary" busy={busy} disabled={!whole || !preview} onClick={() => void send()}>
          {t`Send`}
        </Button>
      </DialogFooter>
    </Dialog>
  )
}
