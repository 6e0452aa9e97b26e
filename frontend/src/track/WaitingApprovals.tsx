import { useLingui } from '@lingui/react/macro'
import { useCallback, useEffect, useState } from 'react'
import { graphql, useRelayEnvironment } from 'react-relay'
import { fetchQuery } from 'relay-runtime'
import type { WaitingApprovalsQuery } from '../__generated__/WaitingApprovalsQuery.graphql'
import { Badge } from '../ui/Badge'

const query = graphql`
  query WaitingApprovalsQuery {
    approvals(filter: { view: WAITING }, first: 1) {
      totalCount
    }
  }
`
const AGAIN = 60_000

/** How many approvals wait for the reader; nothing when none does. */
export function WaitingApprovals() {
  const { t } = useLingui()
  const environment = useRelayEnvironment()
  const [waiting, setWaiting] = useState(0)
  const look = useCallback(() => {
    fetchQuery<WaitingApprovalsQuery>(environment, query, {}, { fetchPolicy: 'network-only' }).subscribe({
      next: ({ approvals }) => setWaiting(approvals.totalCount ?? 0),
      error: () => {}, // the count is an aside; it is asked again
    })
  }, [environment])
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
    <Badge hue="amber" title={t`${waiting} approvals wait`}>
      {waiting > 99 ? '99+' : waiting}
    </Badge>
  )
}
