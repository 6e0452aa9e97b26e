import { useLingui } from '@lingui/react/macro'
import { lazy, Suspense, useState } from 'react'
import { graphql, useFragment } from 'react-relay'
import type { MessageEntry_message$key } from '../__generated__/MessageEntry_message.graphql'
import { dateTime } from '../format/date'
import { Badge } from '../ui/Badge'
import { TextButton } from '../ui/Button'
import { SkeletonRows } from '../ui/Skeleton'
import { Meta } from '../ui/Timeline'
import css from './Retain.module.css'
import { hueOf, useRetainWords } from './retainWords'

const MessageOpened = lazy(() => import('./MessageOpened').then((m) => ({ default: m.MessageOpened })))

const fragment = graphql`
  fragment MessageEntry_message on Message {
    id
    state
    purpose
    channel
    subject
    dueAt
    why
    createdBy {
      name
    }
  }
`

/** A message to the client on his timeline: what became of it and why, and all of it when it is opened. */
export function MessageEntry({ message }: { message: MessageEntry_message$key }) {
  const { t } = useLingui()
  const words = useRetainWords()
  const row = useFragment(fragment, message)
  const [open, setOpen] = useState(false)
  const waits = row.state === 'planned' || row.state === 'queued' ? row.dueAt : null
  return (
    <>
      <div className={css.head}>
        <span>{row.subject || '—'}</span>
        <Badge hue={hueOf(row.state)}>{words.states[row.state] ?? row.state}</Badge>
      </div>
      <Meta>
        {[t`Message`, words.channels[row.channel], words.purposes[row.purpose], row.createdBy?.name ?? t`Automation`]
          .filter(Boolean)
          .join(' · ')}
      </Meta>
      {row.why?.split('\n').map((each) => (
        <Meta key={each}>{each}</Meta>
      ))}
      {waits && !row.why && <Meta>{t`Is looked at next at ${dateTime(waits)}`}</Meta>}
      <div className={css.acts}>
        <TextButton onClick={() => setOpen(!open)} aria-expanded={open}>
          {open ? t`Less` : t`Open the message`}
        </TextButton>
      </div>
      {open && (
        <Suspense fallback={<SkeletonRows rows={3} />}>
          <MessageOpened id={row.id} />
        </Suspense>
      )}
    </>
  )
}
