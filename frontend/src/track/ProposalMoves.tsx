import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { graphql, useFragment } from 'react-relay'
import type { ProposalMoves_proposal$key } from '../__generated__/ProposalMoves_proposal.graphql'
import type { ProposalMovesAnswerMutation } from '../__generated__/ProposalMovesAnswerMutation.graphql'
import type { ProposalMovesIssueMutation } from '../__generated__/ProposalMovesIssueMutation.graphql'
import type { ProposalMovesReleaseMutation } from '../__generated__/ProposalMovesReleaseMutation.graphql'
import type { ProposalMovesReopenMutation } from '../__generated__/ProposalMovesReopenMutation.graphql'
import type { ProposalMovesSendMutation } from '../__generated__/ProposalMovesSendMutation.graphql'
import type { ProposalMovesWithdrawMutation } from '../__generated__/ProposalMovesWithdrawMutation.graphql'
import { OrderWordDialog } from '../book/OrderWordDialog'
import { missingIn } from '../book/orderRefusal'
import css from '../book/Proposals.module.css'
import { LIVE, useProposalWords } from '../book/proposalWords'
import type { Failure } from '../relay/failure'
import { type Outcome, useChange } from '../relay/useChange'
import { Button } from '../ui/Button'
import { Choice } from '../ui/Choice'
import { FailureLine, Note } from '../ui/ErrorState'
import { toast } from '../ui/Toasts'
import { useRight } from '../viewer/Viewer'
import { ProposalOrders } from './ProposalOrders'

const fragment = graphql`
  fragment ProposalMoves_proposal on Proposal {
    id
    version
    state
    approvalState
    ...ProposalOrders_proposal
  }
`
const issue = graphql`
  mutation ProposalMovesIssueMutation($input: IssueProposalInput!) {
    issueProposal(input: $input) {
      ...ProposalMoves_proposal
    }
  }
`
const reopen = graphql`
  mutation ProposalMovesReopenMutation($input: ReopenProposalInput!) {
    reopenProposal(input: $input) {
      ...ProposalMoves_proposal
    }
  }
`
const release = graphql`
  mutation ProposalMovesReleaseMutation($input: ReleaseProposalInput!) {
    releaseProposal(input: $input) {
      ...ProposalMoves_proposal
    }
  }
`
const send = graphql`
  mutation ProposalMovesSendMutation($input: SendProposalInput!) {
    sendProposal(input: $input) {
      ...ProposalMoves_proposal
    }
  }
`
const answer = graphql`
  mutation ProposalMovesAnswerMutation($input: AnswerProposalInput!) {
    answerProposal(input: $input) {
      ...ProposalMoves_proposal
    }
  }
`
const withdraw = graphql`
  mutation ProposalMovesWithdrawMutation($input: WithdrawProposalInput!) {
    withdrawProposal(input: $input) {
      ...ProposalMoves_proposal
    }
  }
`
type Props = { proposal: ProposalMoves_proposal$key; onChanged: () => void }

/** The moves that a proposal allows as it stands, for whoever may make them. */
export function ProposalMoves({ proposal: ref, onChanged }: Props) {
  const { t, i18n } = useLingui()
  const words = useProposalWords()
  const proposal = useFragment(fragment, ref)
  const [runIssue, issuing] = useChange<ProposalMovesIssueMutation>(issue)
  const [runReopen, reopening] = useChange<ProposalMovesReopenMutation>(reopen)
  const [runRelease, releasing] = useChange<ProposalMovesReleaseMutation>(release)
  const [runSend, sending] = useChange<ProposalMovesSendMutation>(send)
  const [runAnswer, answering] = useChange<ProposalMovesAnswerMutation>(answer)
  const [runWithdraw] = useChange<ProposalMovesWithdrawMutation>(withdraw)
  const [asked, setAsked] = useState<'decline' | 'withdraw' | null>(null)
  const [channel, setChannel] = useState('meeting')
  const [failure, setFailure] = useState<Failure | null>(null)
  const may = {
    issue: useRight('Mutation.issueProposal'),
    reopen: useRight('Mutation.reopenProposal'),
    release: useRight('Mutation.releaseProposal'),
    send: useRight('Mutation.sendProposal'),
    answer: useRight('Mutation.answerProposal'),
    withdraw: useRight('Mutation.withdrawProposal'),
  }
  const { id, version, state } = proposal
  const told = async (outcome: Promise<Outcome<unknown>>, done: string): Promise<Failure | null> => {
    const found = await outcome
    setFailure(found.ok ? null : found.failure)
    if (!found.ok) return found.failure
    toast(done)
    onChanged()
    return null
  }
  const input = { id, version }
  const live = LIVE.includes(state ?? '')
  const missing = missingIn(failure, i18n.locale)
  return (
    <>
      <div className={css.acts}>
        {state === 'draft' && may.issue && (
          <Button
            small
            look="primary"
            busy={issuing}
            onClick={() => void told(runIssue({ input }), t`Handed in for review.`)}
          >{t`Hand in for review`}</Button>
        )}
        {state === 'in_review' && may.release && (
          <Button
            small
            look="primary"
            busy={releasing}
            onClick={() => void told(runRelease({ input }), t`Released: it may go out.`)}
          >{t`Release`}</Button>
        )}
        {state === 'released' && may.send && (
          <>
            <Choice
              label={t`How it goes out`}
              items={words.channels}
              value={channel}
              onChange={(next) => setChannel(next ?? 'meeting')}
            />
            <Button
              small
              look="primary"
              busy={sending}
              onClick={() => void told(runSend({ input: { ...input, channel } }), t`Written down, with the contact.`)}
            >{t`Sent or shown`}</Button>
          </>
        )}
        {state === 'sent' && may.answer && (
          <>
            <Button
              small
              look="primary"
              busy={answering}
              onClick={() => void told(runAnswer({ input: { ...input, accept: true } }), t`The client accepted.`)}
            >
              {t({ message: 'Accepted', context: 'proposal' })}
            </Button>
            <Button small onClick={() => setAsked('decline')}>{t`Declined…`}</Button>
          </>
        )}
        {(state === 'in_review' || state === 'released') && may.reopen && (
          <Button
            small
            busy={reopening}
            onClick={() => void told(runReopen({ input }), t`It is a draft again.`)}
          >{t`Back to draft`}</Button>
        )}
        {live && may.withdraw && <Button small onClick={() => setAsked('withdraw')}>{t`Withdraw…`}</Button>}
      </div>
      {missing.length > 0 ? <Note tone="warn">{missing.join(' · ')}</Note> : <FailureLine failure={failure} />}
      {state === 'accepted' && <ProposalOrders proposal={proposal} onChanged={onChanged} />}
      {asked === 'decline' && (
        <OrderWordDialog
          title={t`The client declined`}
          label={t`Why`}
          confirm={t`Write down`}
          required
          onSay={(reason) => told(runAnswer({ input: { ...input, accept: false, reason } }), t`The client declined.`)}
          onClose={() => setAsked(null)}
        />
      )}
      {asked === 'withdraw' && (
        <OrderWordDialog
          title={t`Withdraw the proposal`}
          label={t`Why`}
          confirm={t`Withdraw`}
          required
          onSay={(reason) => told(runWithdraw({ input: { ...input, reason } }), t`The proposal was withdrawn.`)}
          onClose={() => setAsked(null)}
        />
      )}
    </>
  )
}
