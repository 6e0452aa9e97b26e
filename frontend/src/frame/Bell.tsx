import { useLingui } from '@lingui/react/macro'
import { BellIcon } from 'lucide-react'
import { lazy, Suspense, useMemo, useState } from 'react'
import { graphql, useSubscription } from 'react-relay'
import type { GraphQLSubscriptionConfig } from 'relay-runtime'
import type { BellSubscription } from '../__generated__/BellSubscription.graphql'
import type { notificationText_notification$key } from '../__generated__/notificationText_notification.graphql'
import { useCommands } from '../keyboard/commands'
import { Boundary } from '../ui/Boundary'
import { IconButton } from '../ui/Button'
import { Bubble } from '../ui/Menu'
import { SkeletonRows } from '../ui/Skeleton'
import { useViewer } from '../viewer/Viewer'
import css from './Bell.module.css'

const Arrivals = lazy(() => import('./Arrivals').then(({ Arrivals: loaded }) => ({ default: loaded })))
const Inbox = lazy(() => import('./Inbox').then(({ Inbox: loaded }) => ({ default: loaded })))

const subscription = graphql`
  subscription BellSubscription {
    inbox {
      unreadCount
      notification {
        id
        createdAt
        readAt
        ...notificationText_notification
      }
    }
  }
`

/** The inbox: the unread count is live, the list opens on demand. */
export function Bell() {
  const { t } = useLingui()
  const viewer = useViewer()
  const [open, setOpen] = useState(false)
  const [arrived, setArrived] = useState<readonly notificationText_notification$key[]>([])
  const config = useMemo<GraphQLSubscriptionConfig<BellSubscription>>(
    () => ({
      subscription,
      variables: {},
      updater: (store) => {
        const count = store.getRootField('inbox')?.getValue('unreadCount')
        if (typeof count === 'number') store.getRoot().getLinkedRecord('viewer')?.setValue(count, 'unreadCount')
      },
      onNext: (event) => {
        const fresh = event?.inbox.notification
        if (!fresh) return
        setArrived((before) => [...before, fresh])
      },
    }),
    [],
  )
  useSubscription<BellSubscription>(config)
  const unread = viewer.unreadCount
  useCommands(
    [{ id: 'inbox', title: t`Notifications`, keys: 'i', palette: true, run: () => setOpen(true) }],
    t`Everywhere`,
  )
  return (
    <span className={css.wrap}>
      <Bubble
        label={t`Notifications`}
        width={340}
        open={open}
        onChange={setOpen}
        target={
          <IconButton
            label={unread > 0 ? t`Notifications, ${unread} unread` : t`Notifications`}
            aria-expanded={open}
            onClick={() => setOpen(!open)}
          >
            <BellIcon size={16} />
          </IconButton>
        }
      >
        <Boundary fallback={<SkeletonRows rows={4} />}>
          <Inbox key={arrived.length} onLeave={() => setOpen(false)} />
        </Boundary>
      </Bubble>
      {arrived.length > 0 && (
        <Suspense fallback={null}>
          <Arrivals all={arrived} />
        </Suspense>
      )}
      {unread > 0 && (
        <span className={css.count} aria-hidden="true">
          {unread > 99 ? '99+' : unread}
        </span>
      )}
    </span>
  )
}
