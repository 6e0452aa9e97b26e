import { useLingui } from '@lingui/react/macro'
import { Suspense, useState } from 'react'
import { graphql, useFragment, useLazyLoadQuery } from 'react-relay'
import type { TalkBubbles_messages$key } from '../__generated__/TalkBubbles_messages.graphql'
import type { TalkBubblesQuery } from '../__generated__/TalkBubblesQuery.graphql'
import { dateTime } from '../format/date'
import { TextButton } from '../ui/Button'
import { SkeletonRows } from '../ui/Skeleton'
import css from './TalkBubbles.module.css'

const fragment = graphql`
  fragment TalkBubbles_messages on TalkMessage @relay(plural: true) {
    id
    at
    speaker
    side
    text
  }
`
const query = graphql`
  query TalkBubblesQuery($id: ID!, $after: String) {
    node(id: $id) {
      ... on Interaction {
        messages(first: 100, after: $after) {
          nodes {
            ...TalkBubbles_messages
          }
          pageInfo {
            hasNextPage
            endCursor
          }
        }
      }
    }
  }
`

type Props = { id: string; first: TalkBubbles_messages$key; total: number }

/** The messages of a conversation: the first few, and all of them when asked for. */
export function TalkBubbles({ id, first, total }: Props) {
  const { t } = useLingui()
  const [whole, setWhole] = useState(false)
  const begin = useFragment(fragment, first)
  if (whole) {
    return (
      <>
        <Suspense fallback={<SkeletonRows rows={4} />}>
          <Part id={id} after={null} />
        </Suspense>
        <TextButton onClick={() => setWhole(false)}>{t`Show less`}</TextButton>
      </>
    )
  }
  return (
    <>
      <Bubbles messages={begin} />
      {total > begin.length && <TextButton onClick={() => setWhole(true)}>{t`Show all ${total} messages`}</TextButton>}
    </>
  )
}

/** A hundred messages, and the next ones when asked for. */
function Part({ id, after }: { id: string; after: string | null }) {
  const { t } = useLingui()
  const [more, setMore] = useState(false)
  const { node } = useLazyLoadQuery<TalkBubblesQuery>(query, { id, after })
  const found = useFragment(fragment, (node?.messages?.nodes ?? []) as TalkBubbles_messages$key)
  const page = node?.messages?.pageInfo
  return (
    <>
      <Bubbles messages={found} />
      {page?.hasNextPage && !more && <TextButton onClick={() => setMore(true)}>{t`Show more`}</TextButton>}
      {more && (
        <Suspense fallback={<SkeletonRows rows={4} />}>
          <Part id={id} after={page?.endCursor ?? null} />
        </Suspense>
      )}
    </>
  )
}

type Message = {
  readonly id: string
  readonly at: string | null | undefined
  readonly speaker: string | null | undefined
  readonly side: string | null | undefined
  readonly text: string | null | undefined
}

function Bubbles({ messages }: { messages: readonly Message[] }) {
  return (
    <ul className={css.bubbles}>
      {messages.map((message) => (
        <li key={message.id} className={message.side === 'staff' ? css.ours : css.theirs}>
          <span className={css.head}>
            {[message.speaker, message.at && dateTime(message.at)].filter(Boolean).join(' · ')}
          </span>
          <span className={css.text}>{message.text || '—'}</span>
        </li>
      ))}
    </ul>
  )
}
