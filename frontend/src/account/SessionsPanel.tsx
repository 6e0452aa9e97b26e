import { useLingui } from '@lingui/react/macro'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { SessionsPanelMutation } from '../__generated__/SessionsPanelMutation.graphql'
import type { SessionsPanelQuery } from '../__generated__/SessionsPanelQuery.graphql'
import { useChange } from '../relay/useChange'
import { Badge } from '../ui/Badge'
import { Button } from '../ui/Button'
import { DataTable, endCell } from '../ui/DataTable'
import { Moment } from '../ui/Moment'
import { toast } from '../ui/Toasts'
import { useFailureText } from '../ui/useFailureText'

const query = graphql`
  query SessionsPanelQuery {
    viewer {
      sessions {
        id
        createdAt
        lastSeenAt
        ip
        userAgent
        current
      }
    }
  }
`
const end = graphql`
  mutation SessionsPanelMutation($input: IdInput!) {
    endSession(input: $input) {
      sessions {
        id
        createdAt
        lastSeenAt
        ip
        userAgent
        current
      }
    }
  }
`

/** "Chrome on Windows" of a user agent string; the string itself when it is none of the common ones. */
export function deviceOf(agent: string | null | undefined): string {
  if (!agent) return '—'
  const browser = [
    ['MicroMessenger', 'WeChat'],
    ['Edg/', 'Edge'],
    ['Firefox/', 'Firefox'],
    ['Chrome/', 'Chrome'],
    ['Safari/', 'Safari'],
  ].find(([mark]) => agent.includes(mark ?? ''))?.[1]
  const system = [
    ['Windows', 'Windows'],
    ['Android', 'Android'],
    ['iPhone', 'iPhone'],
    ['iPad', 'iPad'],
    ['Mac OS X', 'macOS'],
    ['Linux', 'Linux'],
  ].find(([mark]) => agent.includes(mark ?? ''))?.[1]
  return browser && system ? `${browser} · ${system}` : agent.slice(0, 60)
}

/** Where one is signed in, and the way to end each. */
export function SessionsPanel() {
  const { t } = useLingui()
  const words = useFailureText()
  const { viewer } = useLazyLoadQuery<SessionsPanelQuery>(query, {}, { fetchPolicy: 'store-and-network' })
  const [endSession, busy] = useChange<SessionsPanelMutation>(end)
  const stop = async (id: string) => {
    const outcome = await endSession({ input: { id } })
    if (!outcome.ok) toast(words(outcome.failure).title, 'bad')
  }
  return (
    <DataTable
      label={t`Sessions`}
      heads={[
        { id: 'device', title: t`Device` },
        { id: 'ip', title: t`Address` },
        { id: 'since', title: t`Since` },
        { id: 'seen', title: t`Last seen` },
        { id: 'action', title: '' },
      ]}
    >
      {viewer.sessions.map((session) => (
        <tr key={session.id}>
          <td title={session.userAgent ?? undefined}>{deviceOf(session.userAgent)}</td>
          <td>{session.ip ?? '—'}</td>
          <td>
            <Moment at={session.createdAt} />
          </td>
          <td>
            <Moment at={session.lastSeenAt} />
          </td>
          <td className={endCell}>
            {session.current ? (
              <Badge hue="blue">{t`This one`}</Badge>
            ) : (
              <Button small busy={busy} onClick={() => stop(session.id)}>
                {t`End`}
              </Button>
            )}
          </td>
        </tr>
      ))}
    </DataTable>
  )
}
