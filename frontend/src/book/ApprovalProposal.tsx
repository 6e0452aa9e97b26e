import { useLingui } from '@lingui/react/macro'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { ApprovalProposalQuery } from '../__generated__/ApprovalProposalQuery.graphql'
import { paths } from '../paths'
import { Link } from '../ui/Link'

const query = graphql`
  query ApprovalProposalQuery($approval: ID!) {
    proposalOfApproval(approval: $approval) {
      id
      title
    }
  }
`

/** The proposal that an approval is about, to be read before it is decided; nothing of other approvals. */
export function ApprovalProposal({ approval }: { approval: string }) {
  const { t } = useLingui()
  const { proposalOfApproval } = useLazyLoadQuery<ApprovalProposalQuery>(query, { approval }, {})
  if (!proposalOfApproval) return null
  return (
    <p>
      <Link to={paths.proposal(proposalOfApproval.id)}>{t`Read the proposal`}</Link>
    </p>
  )
}
