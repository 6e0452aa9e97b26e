import { useLingui } from '@lingui/react/macro'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import { graphql, useLazyLoadQuery, usePaginationFragment } from 'react-relay'
import type { HouseholdsPage_query$key } from '../__generated__/HouseholdsPage_query.graphql'
import type { HouseholdsPagePageQuery } from '../__generated__/HouseholdsPagePageQuery.graphql'
import type { HouseholdsPageQuery } from '../__generated__/HouseholdsPageQuery.graphql'
import { ExportButton } from '../book/ExportButton'
import { count } from '../format/money'
import { paths } from '../paths'
import { Button } from '../ui/Button'
import { DataTable, endCell, LoadMore } from '../ui/DataTable'
import { EmptyState } from '../ui/EmptyState'
import { Link } from '../ui/Link'
import { Money } from '../ui/Money'
import { Page } from '../ui/Page'
import { useRight } from '../viewer/Viewer'
import { HouseholdDialog } from './HouseholdDialog'

const query = graphql`
  query HouseholdsPageQuery {
    ...HouseholdsPage_query
  }
`
const fragment = graphql`
  fragment HouseholdsPage_query on Query
  @argumentDefinitions(first: { type: "Int", defaultValue: 50 }, after: { type: "String" })
  @refetchable(queryName: "HouseholdsPagePageQuery") {
    households(first: $first, after: $after) @connection(key: "HouseholdsPage_households") {
      totalCount
      edges {
        node {
          id
          name
          aum
          head {
            id
            name
          }
          members {
            id
          }
        }
      }
    }
  }
`

/** The families the caller may see. */
export function HouseholdsPage() {
  const { t, i18n } = useLingui()
  const root = useLazyLoadQuery<HouseholdsPageQuery>(query, {}, { fetchPolicy: 'store-and-network' })
  const { data, hasNext, isLoadingNext, loadNext } = usePaginationFragment<
    HouseholdsPagePageQuery,
    HouseholdsPage_query$key
  >(fragment, root)
  const mayCreate = useRight('Mutation.createHousehold')
  const [creating, setCreating] = useState(false)
  const rows = data.households.edges
  return (
    <Page
      title={t`Households`}
      count={count(data.households.totalCount, i18n.locale)}
      actions={
        <>
          <ExportButton list="households" question={{}} rows={data.households.totalCount} />
          {mayCreate && (
            <Button look="primary" onClick={() => setCreating(true)}>
              <Plus size={14} aria-hidden="true" />
              {t`New household`}
            </Button>
          )}
        </>
      }
    >
      {rows.length === 0 ? (
        <EmptyState scene="list" title={t`No households yet.`}>
          {t`A household joins clients of one family, so that service and wealth are seen together.`}
        </EmptyState>
      ) : (
        <DataTable
          label={t`Households`}
          heads={[
            { id: 'name', title: t`Name` },
            { id: 'head', title: t`Head` },
            { id: 'members', title: t`Members`, end: true },
            { id: 'aum', title: t`AUM`, end: true },
          ]}
        >
          {rows.map(({ node }) => (
            <tr key={node.id}>
              <td>
                <Link to={paths.household(node.id)}>{node.name}</Link>
              </td>
              <td>{node.head?.name ?? '—'}</td>
              <td className={endCell}>{node.members.length}</td>
              <td className={endCell}>
                <Money cny={node.aum} />
              </td>
            </tr>
          ))}
        </DataTable>
      )}
      <LoadMore
        hasNext={hasNext}
        loading={isLoadingNext}
        onMore={() => loadNext(50)}
        shown={rows.length}
        total={data.households.totalCount}
      />
      {creating && <HouseholdDialog onClose={() => setCreating(false)} />}
    </Page>
  )
}
