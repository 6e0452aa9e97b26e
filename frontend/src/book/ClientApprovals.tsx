import { useLingui } from '@lingui/react/macro'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { ClientApprovalsQuery } from '../__generated__/ClientApprovalsQuery.graphql'
import { paths } from '../paths'
import { Failure } from '../relay/failure'
import { Button } from '../ui/Button'
import { EmptyState } from '../ui/EmptyState'
import { ErrorState } from '../ui/ErrorState'
import { Link } from '../ui/Link'
import { Moment } from '../ui/Moment'
import { useRight } from '../viewer/Viewer'
import { ApprovalState } from './ApprovalState'
import css from './Approvals.module.css'
import { useBoth } from './journeyWords'
import { RequestApprovalDialog } from './RequestApprovalDialog'

const query = graphql`
  query ClientApprovalsQuery($id: ID!) {
    client(id: $id) {
      id
      name
      approvals {
        id
        zh
        en
        title
        state
        createdAt
        requester {
          name
        }
      }
    }
  }
`

/** Approvals about a client, the latest first, and the way to ask for one. */
export function ClientApprovals({ id }: { id: string }) {
  const { t } = useLingui()
  const both = useBoth()
  const [turn, setTurn] = useState(0)
  const [asking, setAsking] = useState(false)
  const again = { fetchPolicy: 'store-and-network', fetchKey: turn } as const
  const { client } = useLazyLoadQuery<ClientApprovalsQuery>(query, { id }, again)
  const mayAsk = useRight('Mutation.requestApproval')
  if (!client?.approvals) return <ErrorState failure={new Failure('FORBIDDEN', '')} />
  return (
    <>
      {mayAsk && (
        <div className={css.tools}>
          <Button small onClick={() => setAsking(true)}>
            <Plus size={13} aria-hidden="true" />
            {t`Ask for an approval`}
          </Button>
        </div>
      )}
      {client.approvals.length === 0 && <EmptyState scene="list" title={t`No approval about this client yet.`} />}
      <ul className={css.rows}>
        {client.approvals.map((each) => (
          <li key={each.id} className={css.row}>
            <Link to={paths.approvals({ tab: 'all', open: each.id })}>{each.title}</Link>
            <ApprovalState state={each.state} />
            <span className={css.meta}>{[both(each), each.requester?.name].filter(Boolean).join(' · ')}</span>
            <span className={css.meta}>
              <Moment at={each.createdAt} />
            </span>
          </li>
        ))}
      </ul>
      {asking && (
        <RequestApprovalDialog
          client={{ id: client.id, name: client.name ?? '—' }}
          onDone={() => setTurn((n) => n + 1)}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  )
}
