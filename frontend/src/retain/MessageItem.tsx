import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { graphql, useFragment } from 'react-relay'
import type { MessageItem_message$key } from '../__generated__/MessageItem_message.graphql'
import type { MessageItemCancelMutation } from '../__generated__/MessageItemCancelMutation.graphql'
import type { MessageItemRetryMutation } from '../__generated__/MessageItemRetryMutation.graphql'
import type { MessageItemSettleMutation } from '../__generated__/MessageItemSettleMutation.graphql'
import { dateTime } from '../format/date'
import { paths } from '../paths'
import { useChange } from '../relay/useChange'
import { Badge } from '../ui/Badge'
import { TextButton } from '../ui/Button'
import { Link } from '../ui/Link'
import { toast } from '../ui/Toasts'
import { useFailureText } from '../ui/useFailureText'
import { useRight } from '../viewer/Viewer'
import css from './Retain.module.css'
import { hueOf, useRetainWords } from './retainWords'

const fragment = graphql`
  fragment MessageItem_message on Message {
    id
    version
    state
    purpose
    channel
    subject
    body
    address
    error
    reply
    createdAt
    dueAt
    sentAt
    reasons {
      code
      text
    }
    client {
      id
      name
    }
    createdBy {
      name
    }
    steps {
      state
      at
      reply
      by {
        name
      }
    }
  }
`
const cancelOne = graphql`
  mutation MessageItemCancelMutation($input: VersionedInput!) {
    cancelMessage(input: $input) {
      ...MessageItem_message
    }
  }
`
const retryOne = graphql`
  mutation MessageItemRetryMutation($input: VersionedInput!) {
    retryMessage(input: $input) {
      ...MessageItem_message
    }
  }
`
const settleOne = graphql`
  mutation MessageItemSettleMutation($input: SettleMessageInput!) {
    settleMessage(input: $input) {
      ...MessageItem_message
    }
  }
`
type Props = { message: MessageItem_message$key; withClient?: boolean }

/** One message: what became of it and why, what it says, and what can be done about it. */
export function MessageItem({ message, withClient }: Props) {
  const { t } = useLingui()
  const words = useRetainWords()
  const failed = useFailureText()
  const row = useFragment(fragment, message)
  const [open, setOpen] = useState(false)
  const [cancel] = useChange<MessageItemCancelMutation>(cancelOne)
  const [retry] = useChange<MessageItemRetryMutation>(retryOne)
  const [settle] = useChange<MessageItemSettleMutation>(settleOne)
  const mayCancel = useRight('Mutation.cancelMessage') && ['planned', 'queued', 'held'].includes(row.state)
  const mayRetry = useRight('Mutation.retryMessage') && ['held', 'failed', 'cancelled'].includes(row.state)
  const maySettle = useRight('Mutation.settleMessage') && row.state === 'in_doubt'
  const named = { id: row.id, version: row.version }
  const callOff = async () => {
    const outcome = await cancel({ input: named })
    if (!outcome.ok) return toast(failed(outcome.failure).title, 'bad')
    toast(t`The message is called off.`, {
      action: { label: t`Undo`, run: () => void retry({ input: { id: row.id, version: row.version + 1 } }) },
    })
  }
  const again = async () => {
    const outcome = await retry({ input: named })
    if (!outcome.ok) return toast(failed(outcome.failure).title, 'bad')
    toast(t`It is looked at again now.`)
  }
  const decide = async (arrived: boolean) => {
    const outcome = await settle({ input: { ...named, arrived } })
    if (!outcome.ok) return toast(failed(outcome.failure).title, 'bad')
    toast(arrived ? t`It is marked as sent.` : t`It is sent once more.`)
  }
  const waits = row.state === 'planned' || row.state === 'queued' ? row.dueAt : null
  return (
    <li className={css.item}>
      <div className={css.head}>
        <Badge hue={hueOf(row.state)}>{words.states[row.state] ?? row.state}</Badge>
        {withClient && row.client && <Link to={paths.client(row.client.id, 'contact')}>{row.client.name ?? '—'}</Link>}
        <strong>{row.subject || (row.body ?? '').slice(0, 40) || '—'}</strong>
      </div>
      <div className={css.meta}>
        {[
          words.channels[row.channel],
          words.purposes[row.purpose],
          row.address,
          row.createdBy?.name ?? t`Automation`,
          dateTime(row.sentAt ?? row.createdAt),
        ]
          .filter(Boolean)
          .join(' · ')}
      </div>
      {(row.reasons ?? []).map((reason) => (
        <div key={reason.code}>{reason.text}</div>
      ))}
      {waits && !row.reasons?.length && <div className={css.meta}>{t`Is looked at next at ${dateTime(waits)}`}</div>}
      {row.reply && row.state !== 'sent' && <div className={css.meta}>{t`Answer: ${row.reply}`}</div>}
      {maySettle && (
        <div>{t`The connection ended before the answer: it may have arrived. It is not repeated by itself.`}</div>
      )}
      {open && (
        <>
          <p className={css.text}>{row.body ?? '—'}</p>
          <ol className={css.list} aria-label={t`What became of it`}>
            {(row.steps ?? []).map((step, n) => (
              <li key={n} className={css.meta}>
                {dateTime(step.at)} {words.states[step.state] ?? step.state}
                {step.by && ` · ${step.by.name ?? ''}`}
                {step.reply && ` · ${step.reply}`}
              </li>
            ))}
          </ol>
        </>
      )}
      <div className={css.acts}>
        <TextButton onClick={() => setOpen(!open)} aria-expanded={open}>
          {open ? t`Less` : t`Text and course`}
        </TextButton>
        {mayCancel && <TextButton onClick={() => void callOff()}>{t`Call off`}</TextButton>}
        {mayRetry && <TextButton onClick={() => void again()}>{t`Try again`}</TextButton>}
        {maySettle && <TextButton onClick={() => void decide(true)}>{t`It arrived`}</TextButton>}
        {maySettle && <TextButton onClick={() => void decide(false)}>{t`Send once more`}</TextButton>}
      </div>
    </li>
  )
}
