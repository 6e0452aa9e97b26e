import { useLingui } from '@lingui/react/macro'
import { lazy, Suspense, useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { ProposalViewQuery } from '../__generated__/ProposalViewQuery.graphql'
import { ApprovalState } from '../book/ApprovalState'
import css from '../book/Proposals.module.css'
import { useProposalWords, WAY } from '../book/proposalWords'
import { paths } from '../paths'
import { Failure } from '../relay/failure'
import { Boundary } from '../ui/Boundary'
import { ErrorState } from '../ui/ErrorState'
import { Link } from '../ui/Link'
import { SkeletonRows } from '../ui/Skeleton'
import { useRight } from '../viewer/Viewer'
import { ProposalMoves } from './ProposalMoves'
import { ProposalPages } from './ProposalPages'
import { ProposalVersions } from './ProposalVersions'

const ProposalEditor = lazy(() => import('./ProposalEditor').then((loaded) => ({ default: loaded.ProposalEditor })))

const query = graphql`
  query ProposalViewQuery($id: ID!) {
    proposal(id: $id) {
      id
      version
      title
      state
      language
      validUntil
      number
      channel
      reason
      approval
      approvalState
      client {
        id
        name
      }
      owner {
        name
      }
      ...ProposalMoves_proposal
      ...ProposalVersions_proposal
      ...ProposalEditor_proposal
    }
  }
`

/** A proposal: written on the left while it is a draft, seen on the right as it is printed. */
export function ProposalView({ id }: { id: string }) {
  const { t } = useLingui()
  const words = useProposalWords()
  const [turn, setTurn] = useState(0)
  const { proposal } = useLazyLoadQuery<ProposalViewQuery>(
    query,
    { id },
    { fetchPolicy: turn ? 'network-only' : 'store-and-network', fetchKey: turn },
  )
  const mayEdit = useRight('Mutation.updateProposal')
  if (!proposal) return <ErrorState failure={new Failure('NOT_FOUND', '')} />
  const again = () => setTurn((n) => n + 1)
  const here = WAY.indexOf((proposal.state ?? '') as (typeof WAY)[number])
  return (
    <div className={css.view}>
      <ol className={css.steps} aria-label={t`Steps of the proposal`}>
        {WAY.map((state, n) => (
          <li key={state} data-done={n < here ? 'yes' : 'no'} aria-current={n === here ? 'step' : undefined}>
            {words.state(state)}
          </li>
        ))}
        {here < 0 && <li aria-current="step">{words.state(proposal.state)}</li>}
      </ol>
      <div className={css.split}>
        <div className={css.side}>
          <dl className={css.facts}>
            <Fact title={t`Client`}>
              {proposal.client ? (
                <Link to={paths.client(proposal.client.id, 'proposals')}>{proposal.client.name}</Link>
              ) : (
                '—'
              )}
            </Fact>
            <Fact title={t`Written by`}>{proposal.owner?.name ?? '—'}</Fact>
            <Fact title={t({ message: 'Valid until', context: 'proposal' })}>{proposal.validUntil ?? '—'}</Fact>
            {proposal.channel && <Fact title={t`How it went out`}>{words.channel(proposal.channel)}</Fact>}
            {proposal.reason && <Fact title={t`Reason`}>{proposal.reason}</Fact>}
            {proposal.approval && proposal.approvalState && (
              <Fact title={t`Approval`}>
                <Link to={paths.approvals({ tab: 'all', open: proposal.approval })}>
                  <ApprovalState state={proposal.approvalState} />
                </Link>
              </Fact>
            )}
          </dl>
          <ProposalMoves proposal={proposal} onChanged={again} />
          {proposal.state === 'draft' && mayEdit && (
            <Suspense fallback={<SkeletonRows rows={8} />}>
              <ProposalEditor key={proposal.version} proposal={proposal} onSaved={again} />
            </Suspense>
          )}
          <ProposalVersions proposal={proposal} onChanged={again} />
        </div>
        <Boundary fallback={<SkeletonRows rows={12} />}>
          <ProposalPages id={proposal.id} turn={`${proposal.version}.${turn}`} />
        </Boundary>
      </div>
    </div>
  )
}

function Fact({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <div>
      <dt>{title}</dt>
      <dd>{children}</dd>
    </div>
  )
}
