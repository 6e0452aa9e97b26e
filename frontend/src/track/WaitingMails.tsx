import { useLingui } from '@lingui/react/macro'
import { useCallback, useEffect, useState } from 'react'
import { graphql, useRelayEnvironment } from 'react-relay'
import { fetchQuery } from 'relay-runtime'
import type { WaitingMailsQuery } from '../__generated__/WaitingMailsQuery.graphql'
import { Badge } from '../ui/Badge'
import { useMailBell } from './mailBell'

const query = graphql`
  query WaitingMailsQuery {
    incomingMails(state: "open", first: 1) {
      totalCount
    }
  }
`
const AGAIN = 60_000

/** How many mails wait for somebody to say whose they are; nothing when none does. */
export function WaitingMails() {
  const { t } = useLingui()
  const environment = useRelayEnvironment()
  const [waiting, setWaiting] = useState(0)
  const look = useCallback(() => {
    fetchQuery<WaitingMailsQuery>(environment, query, {}, { fetchPolicy: 'network-only' }).subscribe({
      next: ({ incomingMails }) => setWaiting(incomingMails.totalCount ?? 0),
      error: () => {}, // the count is an aside; it is asked again
    })
  }, [environment])
  useMailBell(look)
  useEffect(() => {
    look()
    const timer = setInterval(look, AGAIN)
    window.addEventListener('focus', look)
    return () => {
      clearInterval(timer)
      window.removeEventListener('focus', look)
    }
  }, [look])
  if (waiting === 0) return null
  return (
    <Badge hue="amber" title={t`${waiting} mails wait`}>
      {waiting > 99 ? '99+' : waiting}
    </Badge>
  )
}
