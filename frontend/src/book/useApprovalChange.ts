import { graphql } from 'react-relay'
import type { useApprovalChangeAddMutation } from '../__generated__/useApprovalChangeAddMutation.graphql'
import type { useApprovalChangeCommentMutation } from '../__generated__/useApprovalChangeCommentMutation.graphql'
import type { useApprovalChangeCopyMutation } from '../__generated__/useApprovalChangeCopyMutation.graphql'
import type { useApprovalChangeDecideMutation } from '../__generated__/useApprovalChangeDecideMutation.graphql'
import type { useApprovalChangeSubmitMutation } from '../__generated__/useApprovalChangeSubmitMutation.graphql'
import type { useApprovalChangeTransferMutation } from '../__generated__/useApprovalChangeTransferMutation.graphql'
import type { useApprovalChangeWithdrawMutation } from '../__generated__/useApprovalChangeWithdrawMutation.graphql'
import type { Failure } from '../relay/failure'
import { useChange } from '../relay/useChange'

const decide = graphql`
  mutation useApprovalChangeDecideMutation($input: DecideApprovalInput!) {
    decideApproval(input: $input) {
      id
      version
      state
      voidField
      can
    }
  }
`
const submit = graphql`
  mutation useApprovalChangeSubmitMutation($input: ApprovalCommentInput!) {
    submitApproval(input: $input) {
      id
      version
      state
      can
    }
  }
`
const withdraw = graphql`
  mutation useApprovalChangeWithdrawMutation($input: ApprovalCommentInput!) {
    withdrawApproval(input: $input) {
      id
      version
      state
      can
    }
  }
`
const comment = graphql`
  mutation useApprovalChangeCommentMutation($input: ApprovalCommentInput!) {
    commentApproval(input: $input) {
      id
      version
    }
  }
`
const transfer = graphql`
  mutation useApprovalChangeTransferMutation($input: TransferApprovalInput!) {
    transferApproval(input: $input) {
      id
      version
      can
    }
  }
`
const add = graphql`
  mutation useApprovalChangeAddMutation($input: AddApprovalSignerInput!) {
    addApprovalSigner(input: $input) {
      id
      version
      can
    }
  }
`
const copy = graphql`
  mutation useApprovalChangeCopyMutation($input: CopyApprovalInput!) {
    copyApproval(input: $input) {
      id
      version
    }
  }
`
export type Act = 'approve' | 'reject' | 'return' | 'submit' | 'withdraw' | 'comment' | 'transfer' | 'add' | 'copy'
export type Place = 'BEFORE' | 'AFTER' | 'PARALLEL'
export type More = { comment?: string; user?: string | null; place?: Place }
type Row = { readonly id: string; readonly version: number }
type Done = { failure: Failure | null; state?: string }

const decisions = { approve: 'APPROVE', reject: 'REJECT', return: 'RETURN' } as const

/** Acts on approvals, each at the version it was read. `state`: what it came to, which may be voided. */
export function useApprovalChange() {
  const [runDecide, deciding] = useChange<useApprovalChangeDecideMutation>(decide)
  const [runSubmit, submitting] = useChange<useApprovalChangeSubmitMutation>(submit)
  const [runWithdraw, withdrawing] = useChange<useApprovalChangeWithdrawMutation>(withdraw)
  const [runComment, commenting] = useChange<useApprovalChangeCommentMutation>(comment)
  const [runTransfer, transferring] = useChange<useApprovalChangeTransferMutation>(transfer)
  const [runAdd, adding] = useChange<useApprovalChangeAddMutation>(add)
  const [runCopy, copying] = useChange<useApprovalChangeCopyMutation>(copy)
  const act = async ({ id, version }: Row, what: Act, more: More = {}): Promise<Done> => {
    const said = more.comment?.trim() || null
    const user = more.user ?? ''
    switch (what) {
      case 'submit': {
        const outcome = await runSubmit({ input: { id, version, comment: said } })
        return { failure: outcome.ok ? null : outcome.failure }
      }
      case 'withdraw': {
        const outcome = await runWithdraw({ input: { id, version, comment: said } })
        return { failure: outcome.ok ? null : outcome.failure }
      }
      case 'comment': {
        const outcome = await runComment({ input: { id, version, comment: said } })
        return { failure: outcome.ok ? null : outcome.failure }
      }
      case 'transfer': {
        const outcome = await runTransfer({ input: { id, version, to: user, comment: said } })
        return { failure: outcome.ok ? null : outcome.failure }
      }
      case 'add': {
        const place = more.place ?? 'BEFORE'
        const outcome = await runAdd({ input: { id, version, user, place, comment: said } })
        return { failure: outcome.ok ? null : outcome.failure }
      }
      case 'copy': {
        const outcome = await runCopy({ input: { id, version, users: [user] } })
        return { failure: outcome.ok ? null : outcome.failure }
      }
      default: {
        const outcome = await runDecide({ input: { id, version, decision: decisions[what], comment: said } })
        if (!outcome.ok) return { failure: outcome.failure }
        return { failure: null, state: outcome.data.decideApproval?.state ?? '' }
      }
    }
  }
  const busy = deciding || submitting || withdrawing || commenting || transferring || adding || copying
  return { act, busy }
}
