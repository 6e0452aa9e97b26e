import { useLingui } from '@lingui/react/macro'
import { Users } from 'lucide-react'
import { useState } from 'react'
import { graphql, useLazyLoadQuery, usePaginationFragment } from 'react-relay'
import type { ProductHolders_query$key } from '../__generated__/ProductHolders_query.graphql'
import type { ProductHoldersPageQuery } from '../__generated__/ProductHoldersPageQuery.graphql'
import type { ProductHoldersQuery } from '../__generated__/ProductHoldersQuery.graphql'
import { decimal } from '../format/money'
import { paths } from '../paths'
import { Boundary } from '../ui/Boundary'
import { DataTable, endCell, LoadMore } from '../ui/DataTable'
import { EmptyState } from '../ui/EmptyState'
import { Link } from '../ui/Link'
import { Money } from '../ui/Money'
import { Change } from '../ui/Percent'
import { SkeletonRows } from '../ui/Skeleton'
import { bestLevel, reaches } from '../viewer/access'
import { useViewer } from '../viewer/Viewer'
import { BookTransaction } from './BookTransaction'
import { fundOf } from './FundChoice'
import { HoldersByTier } from './HoldersByTier'
import css from './ProductPage.module.css'
import { ratioOf } from './ratio'

const query = graphql`
  query ProductHoldersQuery($id: ID!) {
    product(id: $id) {
      id
      code
      name
      shareClasses {
        id
        code
        name
      }
    }
    ...ProductHolders_query @arguments(product: $id)
  }
`
const fragment = graphql`
  fragment ProductHolders_query on Query
  @argumentDefinitions(
    product: { type: "ID!" }
    first: { type: "Int", defaultValue: 50 }
    after: { type: "String" }
  )
  @refetchable(queryName: "ProductHoldersPageQuery") {
    holders(product: $product, first: $first, after: $after) @connection(key: "ProductHolders_holders") {
      totalCount
      edges {
        node {
          client {
            id
            name
            owner {
              name
            }
          }
          shareClass {
            name
          }
          units
          cost
          value
          unrealised
          since
        }
      }
    }
  }
`

/** Who of the reader's clients holds the fund, with units, value and gain; most units first. */
export function ProductHolders({ id }: { id: string }) {
  const { t, i18n } = useLingui()
  const { access } = useViewer()
  // What is filtered and grouped by must be readable of every client one sees.
  const mayGroup = ['Client.tier', 'Client.holdings'].every((field) => reaches(bestLevel(access, field), 'VIEW'))
  const [turn, setTurn] = useState(0)
  const whole = useLazyLoadQuery<ProductHoldersQuery>(
    query,
    { id },
    { fetchPolicy: 'store-and-network', fetchKey: turn },
  )
  const page = usePaginationFragment<ProductHoldersPageQuery, ProductHolders_query$key>(fragment, whole)
  const { edges, totalCount } = page.data.holders
  const booking = whole.product && (
    <div className={css.tools}>
      <BookTransaction fund={fundOf(whole.product)} onBooked={() => setTurn(turn + 1)} />
    </div>
  )
  if (edges.length === 0)
    return (
      <>
        {booking}
        <EmptyState small icon={<Users size={20} />} title={t`None of the clients you see holds this fund.`} />
      </>
    )
  return (
    <>
      {booking}
      {mayGroup && (
        <Boundary fallback={<SkeletonRows rows={4} />}>
          <HoldersByTier id={id} />
        </Boundary>
      )}
      <DataTable
        label={t`Holders`}
        heads={[
          { id: 'client', title: t`Client` },
          { id: 'owner', title: t`Owner` },
          { id: 'units', title: t`Units`, end: true },
          { id: 'value', title: t`Value`, end: true },
          { id: 'cost', title: t`Cost`, end: true },
          { id: 'gain', title: t`Unrealised gain`, end: true },
          { id: 'ratio', title: t`On cost`, end: true },
          { id: 'since', title: t`Unchanged since` },
        ]}
      >
        {edges.map(({ node }) => (
          <tr key={`${node.client?.id ?? ''} ${node.shareClass?.name ?? ''} ${node.since ?? ''} ${node.units ?? ''}`}>
            <td className={css.name}>
              {node.client ? <Link to={paths.client(node.client.id, 'holdings')}>{node.client.name}</Link> : '—'}
              {node.shareClass && ` · ${node.shareClass.name}`}
            </td>
            <td className={css.name}>{node.client?.owner?.name ?? '—'}</td>
            <td className={endCell}>{decimal(node.units, i18n.locale, 2)}</td>
            <td className={endCell}>
              <Money cny={node.value} />
            </td>
            <td className={endCell}>
              <Money cny={node.cost} />
            </td>
            <td className={endCell}>
              <Money cny={node.unrealised} />
            </td>
            <td className={endCell}>
              <Change by={ratioOf(node.unrealised, node.cost)} />
            </td>
            <td>{node.since ?? '—'}</td>
          </tr>
        ))}
      </DataTable>
      <LoadMore
        hasNext={page.hasNext}
        loading={page.isLoadingNext}
        onMore={() => page.loadNext(50)}
        shown={edges.length}
        total={totalCount}
      />
    </>
  )
}
