import { useLingui } from '@lingui/react/macro'
import { Plus } from 'lucide-react'
import { graphql, useLazyLoadQuery, usePaginationFragment } from 'react-relay'
import type { HandoversPage_query$key } from '../__generated__/HandoversPage_query.graphql'
import type { HandoversPagePageQuery } from '../__generated__/HandoversPagePageQuery.graphql'
import type { HandoversPageQuery } from '../__generated__/HandoversPageQuery.graphql'
import { count } from '../format/money'
import { paths } from '../paths'
import { Failure } from '../relay/failure'
import { Boundary } from '../ui/Boundary'
import { Button } from '../ui/Button'
import { DataTable, endCell, LoadMore, wideCell } from '../ui/DataTable'
import { EmptyState } from '../ui/EmptyState'
import { ErrorState } from '../ui/ErrorState'
import { Link } from '../ui/Link'
import { Moment } from '../ui/Moment'
import { Page } from '../ui/Page'
import { SkeletonRows } from '../ui/Skeleton'
import { useGo } from '../viewer/url'
import { useRight } from '../viewer/Viewer'
import { HandoverState } from './HandoverState'

const query = graphql`
  query HandoversPageQuery {
    ...HandoversPage_query
  }
`
const fragment = graphql`
  fragment HandoversPage_query on Query
  @argumentDefinitions(first: { type: "Int", defaultValue: 50 }, after: { type: "String" })
  @refetchable(queryName: "HandoversPagePageQuery") {
    handovers(first: $first, after: $after) @connection(key: "HandoversPage_handovers") {
      totalCount
      edges {
        node {
          id
          state
          reason
          clientCount
          createdAt
          executedAt
          from {
            name
          }
          createdBy {
            name
          }
        }
      }
    }
  }
`

/** Hand-overs that the reader may know of: planned, done and taken back. */
export function HandoversPage() {
  const { t } = useLingui()
  const go = useGo()
  const mayRead = useRight('Query.handovers')
  const mayPlan = useRight('Mutation.planHandover')
  return (
    <Page
      title={t`Hand-overs`}
      actions={
        mayPlan && (
          <Button look="primary" onClick={() => go(paths.newHandover())}>
            <Plus size={14} aria-hidden="true" />
            {t`Hand over clients`}
          </Button>
        )
      }
    >
      {mayRead ? (
        <Boundary fallback={<SkeletonRows />}>
          <List />
        </Boundary>
      ) : (
        <ErrorState failure={new Failure('FORBIDDEN', '')} />
      )}
    </Page>
  )
}

function List() {
  const { t, i18n } = useLingui()
  const whole = useLazyLoadQuery<HandoversPageQuery>(query, {}, { fetchPolicy: 'store-and-network' })
  const { data, hasNext, isLoadingNext, loadNext } = usePaginationFragment<
    HandoversPagePageQuery,
    HandoversPage_query$key
  >(fragment, whole)
  const rows = data.handovers.edges
  if (rows.length === 0) {
    return (
      <EmptyState scene="list" title={t`No hand-overs yet.`}>
        <p>{t`When somebody leaves or changes desks, his clients, open tasks and waiting mails move in one act.`}</p>
      </EmptyState>
    )
  }
  return (
    <>
      <DataTable
        label={t`Hand-overs, ${count(data.handovers.totalCount, i18n.locale)}`}
        heads={[
          { id: 'from', title: t({ message: 'Whose clients', context: 'hand-over' }) },
          { id: 'state', title: t`State` },
          { id: 'clients', title: t`Clients`, end: true },
          { id: 'reason', title: t`Reason`, wide: true },
          { id: 'by', title: t`Planned by`, wide: true },
          { id: 'at', title: t`When` },
        ]}
      >
        {rows.map(({ node }) => (
          <tr key={node.id}>
            <td>
              <Link to={paths.handover(node.id)}>{node.from?.name ?? '—'}</Link>
            </td>
            <td>
              <HandoverState state={node.state} />
            </td>
            <td className={endCell}>{count(node.clientCount, i18n.locale)}</td>
            <td className={wideCell}>{node.reason}</td>
            <td className={wideCell}>{node.createdBy?.name ?? '—'}</td>
            <td>
              <Moment at={node.executedAt ?? node.createdAt} />
            </td>
          </tr>
        ))}
      </DataTable>
      <LoadMore
        hasNext={hasNext}
        loading={isLoadingNext}
        onMore={() => loadNext(50)}
        shown={rows.length}
        total={data.handovers.totalCount}
      />
    </>
  )
}
