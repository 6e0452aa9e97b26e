import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { InboxQuery, InboxQuery$data } from '../__generated__/InboxQuery.graphql'
import type { InboxReadMutation } from '../__generated__/InboxReadMutation.graphql'
import { useNotificationText } from '../book/notificationText'
import { paths } from '../paths'
import { useChange } from '../relay/useChange'
import { TextButton } from '../ui/Button'
import { Moment } from '../ui/Moment'
import { useGo } from '../viewer/url'
import css from './Bell.module.css'

const query = graphql`
  query InboxQuery {
    viewer {
      unreadCount
      notifications(first: 20) {
        nodes {
          id
          ...notificationText_notification
          kind
          params
          createdAt
          readAt
          subject {
            __typename
            id
          }
        }
      }
    }
  }
`
const markRead = graphql`
  mutation InboxReadMutation($input: MarkReadInput!) {
    markRead(input: $input) {
      unreadCount
      notifications(first: 20) {
        nodes {
          id
          readAt
        }
      }
    }
  }
`

type Item = InboxQuery$data['viewer']['notifications']['nodes'][number]

/** Where a notification leads. */
function targetOf(item: Item): string | null {
  if (item.subject?.__typename === 'Client') return paths.client(item.subject.id)
  if (item.subject?.__typename === 'Task') return paths.tasks({ task: item.subject.id })
  if (item.subject?.__typename === 'Household') return paths.household(item.subject.id)
  if (item.subject?.__typename === 'Interaction') {
    const { client_id: id } = (item.params ?? {}) as { client_id?: unknown }
    return typeof id === 'string' ? paths.client(`client_${id.replaceAll('-', '')}`, 'timeline') : null
  }
  if (item.kind === 'audit_faulted') return paths.audit()
  if (item.kind === 'drawdown_escalated') return paths.signals({ tab: 'drawdowns' })
  if (item.kind === 'contacts_escalated') return paths.clients({ sort: 'contactDueOn' })
  if (item.kind === 'clients_handed_over') {
    const { handover_id: id } = (item.params ?? {}) as { handover_id?: unknown }
    return typeof id === 'string' ? paths.handover(`handover_${id.replaceAll('-', '')}`) : null
  }
  return null
}

/** The latest notifications; opening one marks it read and goes to its subject. */
export function Inbox({ onLeave }: { onLeave: () => void }) {
  const { t } = useLingui()
  const go = useGo()
  const words = useNotificationText()
  const { viewer } = useLazyLoadQuery<InboxQuery>(query, {}, { fetchPolicy: 'store-and-network' })
  const [mark, busy] = useChange<InboxReadMutation>(markRead)
  const [mentionsOnly, setMentionsOnly] = useState(false)
  const items = viewer.notifications.nodes.filter(({ kind }) => !mentionsOnly || kind === 'mentioned')
  const open = (item: Item) => {
    if (!item.readAt) void mark({ input: { ids: [item.id] } })
    const target = targetOf(item)
    if (!target) return
    onLeave()
    go(target)
  }
  return (
    <>
      <div className={css.head}>
        <h2>{t`Notifications`}</h2>
        <TextButton aria-pressed={mentionsOnly} onClick={() => setMentionsOnly(!mentionsOnly)}>
          {mentionsOnly ? t`Show all` : t`Only mentions of me`}
        </TextButton>
        {viewer.unreadCount > 0 && (
          <TextButton disabled={busy} onClick={() => mark({ input: { all: true } })}>{t`Mark all as read`}</TextButton>
        )}
      </div>
      {items.length === 0 ? (
        <p className={css.empty}>{t`Nothing yet. Tasks given to you and changes to your clients will show here.`}</p>
      ) : (
        <ul className={css.list}>
          {items.map((item) => (
            <li key={item.id}>
              <button type="button" className={css.item} onClick={() => open(item)}>
                <span className={[css.dot, !item.readAt && css.unread].filter(Boolean).join(' ')} aria-hidden="true" />
                <span>
                  {words(item)}
                  {!item.readAt && <span className="sr-only">{t`(unread)`}</span>}
                </span>
                <span className={css.when}>
                  <Moment at={item.createdAt} />
                </span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </>
  )
}
