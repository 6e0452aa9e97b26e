import { useLingui } from '@lingui/react/macro'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import { graphql, useLazyLoadQuery, usePaginationFragment } from 'react-relay'
import type { UsersPage_query$key } from '../__generated__/UsersPage_query.graphql'
import type { UsersPagePageQuery } from '../__generated__/UsersPagePageQuery.graphql'
import type { UsersPageQuery } from '../__generated__/UsersPageQuery.graphql'
import { count } from '../format/money'
import { Boundary } from '../ui/Boundary'
import { Button } from '../ui/Button'
import { DataTable, LoadMore } from '../ui/DataTable'
import { EmptyState } from '../ui/EmptyState'
import { Page } from '../ui/Page'
import { SkeletonRows } from '../ui/Skeleton'
import { Toggle } from '../ui/Toggle'
import { useSearchValues, useSetSearch } from '../viewer/url'
import { useRight } from '../viewer/Viewer'
import { NewUserDialog } from './NewUserDialog'
import css from './Systemize.module.css'
import { UserRow } from './UserRow'

const query = graphql`
  query UsersPageQuery($active: Boolean) {
    ...UsersPage_query @arguments(active: $active)
  }
`
const fragment = graphql`
  fragment UsersPage_query on Query
  @argumentDefinitions(active: { type: "Boolean" }, first: { type: "Int", defaultValue: 100 }, after: { type: "String" })
  @refetchable(queryName: "UsersPagePageQuery") {
    users(active: $active, first: $first, after: $after) @connection(key: "UsersPage_users") {
      totalCount
      edges {
        node {
          id
          ...UserRow_user
        }
      }
    }
  }
`

/** People of the firm: roles, team, presence, second factor. */
export function UsersPage() {
  const { t } = useLingui()
  const values = useSearchValues()
  const setSearch = useSetSearch()
  const mayCreate = useRight('Mutation.createUser')
  const [creating, setCreating] = useState(false)
  const [made, setMade] = useState(0)
  const all = values.show === 'all'
  return (
    <Page
      title={t`Users`}
      actions={
        mayCreate && (
          <Button look="primary" onClick={() => setCreating(true)}>
            <Plus size={14} aria-hidden="true" />
            {t`New user`}
          </Button>
        )
      }
    >
      <div className={css.tools}>
        <Toggle
          label={t`Also deactivated people`}
          checked={all}
          onChange={(on) => setSearch({ show: on ? 'all' : null })}
        />
      </div>
      <Boundary key={String(all)} fallback={<SkeletonRows />}>
        <Users all={all} made={made} />
      </Boundary>
      {creating && <NewUserDialog onCreated={() => setMade(made + 1)} onClose={() => setCreating(false)} />}
    </Page>
  )
}

/** `made` counts the people added here: each asks the server anew. */
function Users({ all, made }: { all: boolean; made: number }) {
  const { t, i18n } = useLingui()
  const variables = all ? {} : { active: true }
  const root = useLazyLoadQuery<UsersPageQuery>(query, variables, { fetchPolicy: 'store-and-network', fetchKey: made })
  const { data, hasNext, isLoadingNext, loadNext } = usePaginationFragment<UsersPagePageQuery, UsersPage_query$key>(
    fragment,
    root,
  )
  const rows = data.users.edges
  if (rows.length === 0) return <EmptyState scene="list" title={t`Nobody here.`} />
  return (
    <>
      <DataTable
        label={t`Users, ${count(data.users.totalCount, i18n.locale)}`}
        heads={[
          { id: 'name', title: t({ message: 'Name', context: 'person' }) },
          { id: 'roles', title: t`Roles` },
          { id: 'team', title: t`Team` },
          { id: 'state', title: t`State` },
          { id: 'totp', title: t`Second factor` },
          { id: 'seen', title: t`Last seen` },
          { id: 'action', title: '' },
        ]}
      >
        {rows.map(({ node }) => (
          <UserRow key={node.id} user={node} />
        ))}
      </DataTable>
      <LoadMore
        hasNext={hasNext}
        loading={isLoadingNext}
        onMore={() => loadNext(100)}
        shown={rows.length}
        total={data.users.totalCount}
      />
    </>
  )
}
