import { useLingui } from '@lingui/react/macro'
import { graphql, useLazyLoadQuery, usePaginationFragment } from 'react-relay'
import type { ProposalsList_query$key } from '../__generated__/ProposalsList_query.graphql'
import type { ProposalsListPageQuery } from '../__generated__/ProposalsListPageQuery.graphql'
import type { ProposalFilter, ProposalOrder, ProposalsListQuery } from '../__generated__/ProposalsListQuery.graphql'
import { count } from '../format/money'
import { paths } from '../paths'
import { Badge } from '../ui/Badge'
import { DataTable, LoadMore, wideCell } from '../ui/DataTable'
import { EmptyState } from '../ui/EmptyState'
import { Link } from '../ui/Link'
import css from './Proposals.module.css'
import { useProposalWords } from './proposalWords'

const query = graphql`
  query ProposalsListQuery($filter: ProposalFilter, $orderBy: [ProposalOrder!]) {
    ...ProposalsList_query @arguments(filter: $filter, orderBy: $orderBy)
  }
`
const fragment = graphql`
  fragment ProposalsList_query on Query
  @argumentDefinitions(
    filter: { type: "ProposalFilter" }
    orderBy: { type: "[ProposalOrder!]" }
    first: { type: "Int", defaultValue: 40 }
    after: { type: "String" }
  )
  @refetchable(queryName: "ProposalsListPageQuery") {
    proposals(filter: $filter, orderBy: $orderBy, first: $first, after: $after)
      @connection(key: "ProposalsList_proposals", filters: ["filter", "orderBy"]) {
      totalCount
      edges {
        node {
          id
          title
          state
          number
          validUntil
          client {
            id
            name
          }
          owner {
            name
          }
          items {
            id
            product {
              name
            }
          }
        }
      }
    }
  }
`
type Props = { filter: ProposalFilter; orderBy: ProposalOrder[] | null; whose?: boolean }

/** The proposals that a filter names; each leads to its page. whose: with the client. */
export function ProposalsList({ filter, orderBy, whose = true }: Props) {
  const { t, i18n } = useLingui()
  const words = useProposalWords()
  const whole = useLazyLoadQuery<ProposalsListQuery>(query, { filter, orderBy }, { fetchPolicy: 'store-and-network' })
  const page = usePaginationFragment<ProposalsListPageQuery, ProposalsList_query$key>(fragment, whole)
  const { edges, totalCount } = page.data.proposals
  if (edges.length === 0)
    return (
      <EmptyState scene="filter" small={!whose} title={t`No proposals to show.`}>
        {t`A proposal begins with the funds that suit a client; others may be hidden by the filter.`}
      </EmptyState>
    )
  return (
    <>
      {whose && <p className={css.count}>{t`${count(totalCount ?? edges.length, i18n.locale)} proposals`}</p>}
      <DataTable
        label={t`Proposals`}
        heads={[
          ...(whose ? [{ id: 'client', title: t`Client` }] : []),
          { id: 'title', title: t`Proposal` },
          { id: 'state', title: t`State` },
          { id: 'valid', title: t({ message: 'Valid until', context: 'proposal' }), wide: true },
          { id: 'owner', title: t`Written by`, wide: true },
        ]}
      >
        {edges.map(({ node }) => (
          <tr key={node.id}>
            {whose && <td>{node.client?.name ?? '—'}</td>}
            <td>
              <Link to={paths.proposal(node.id)}>{node.title ?? '—'}</Link>
              <div className={css.meta}>
                {[node.number ? `V${node.number}` : null, ...(node.items ?? []).map((each) => each.product?.name)]
                  .filter(Boolean)
                  .join(' · ')}
              </div>
            </td>
            <td>
              <Badge hue={words.hue(node.state)}>{words.state(node.state)}</Badge>
            </td>
            <td className={wideCell}>{node.validUntil ?? '—'}</td>
            <td className={wideCell}>{node.owner?.name ?? '—'}</td>
          </tr>
        ))}
      </DataTable>
      <LoadMore
        hasNext={page.hasNext}
        loading={page.isLoadingNext}
        onMore={() => page.loadNext(40)}
        shown={edges.length}
        total={totalCount ?? undefined}
      />
    </>
  )
}
