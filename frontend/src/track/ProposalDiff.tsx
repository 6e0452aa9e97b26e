import { useLingui } from '@lingui/react/macro'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { ProposalDiffQuery } from '../__generated__/ProposalDiffQuery.graphql'
import { DiffList } from '../ui/DiffList'

const query = graphql`
  query ProposalDiffQuery($id: ID!, $number: Int!, $other: Int!) {
    proposalDifferences(id: $id, number: $number, other: $other) {
      at
      before
      after
    }
  }
`

/** What an issue says otherwise than the one before it. */
export function ProposalDiff({ id, number }: { id: string; number: number }) {
  const { t } = useLingui()
  const { proposalDifferences } = useLazyLoadQuery<ProposalDiffQuery>(query, { id, number, other: number - 1 }, {})
  const rows = proposalDifferences ?? []
  if (rows.length === 0) return <p>{t`Nothing is said otherwise.`}</p>
  return (
    <DiffList rows={rows.map(({ at, before, after }) => ({ label: at, before: before ?? '', after: after ?? '' }))} />
  )
}
