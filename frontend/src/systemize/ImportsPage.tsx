import { useLingui } from '@lingui/react/macro'
import { Upload } from 'lucide-react'
import { graphql, useLazyLoadQuery, usePaginationFragment } from 'react-relay'
import type { ImportsPage_query$key } from '../__generated__/ImportsPage_query.graphql'
import type { ImportsPagePageQuery } from '../__generated__/ImportsPagePageQuery.graphql'
import type { ImportsPageQuery } from '../__generated__/ImportsPageQuery.graphql'
import { count, EMPTY } from '../format/money'
import { paths } from '../paths'
import { Badge } from '../ui/Badge'
import { Boundary } from '../ui/Boundary'
import { buttonClass } from '../ui/Button'
import { DataTable, endCell, LoadMore } from '../ui/DataTable'
import { EmptyState } from '../ui/EmptyState'
import { Link } from '../ui/Link'
import { Moment } from '../ui/Moment'
import { Page } from '../ui/Page'
import { SkeletonRows } from '../ui/Skeleton'
import { named, useImportStates } from './importWords'

const query = graphql`
  query ImportsPageQuery {
    importKinds {
      key
      zh
      en
      permitted
    }
    ...ImportsPage_query
  }
`
const fragment = graphql`
  fragment ImportsPage_query on Query
  @argumentDefinitions(first: { type: "Int", defaultValue: 50 }, after: { type: "String" })
  @refetchable(queryName: "ImportsPagePageQuery") {
    imports(first: $first, after: $after) @connection(key: "ImportsPage_imports") {
      edges {
        node {
          id
          file
          kind
          state
          startedAt
          startedBy {
            name
          }
          undoUntil
          counts {
            committed
            duplicate
            rejected
          }
        }
      }
    }
  }
`

/** Files that came in or are on their way: what became of each, and the way back. */
export function ImportsPage() {
  const { t } = useLingui()
  return (
    <Page
      title={t`Imports`}
      actions={
        <Link to={paths.newImport()} className={buttonClass('primary')}>
          <Upload size={14} aria-hidden="true" />
          {t`Import a workbook`}
        </Link>
      }
    >
      <Boundary fallback={<SkeletonRows />}>
        <Imports />
      </Boundary>
    </Page>
  )
}

function Imports() {
  const { t, i18n } = useLingui()
  const data = useLazyLoadQuery<ImportsPageQuery>(query, {}, { fetchPolicy: 'store-and-network' })
  const page = usePaginationFragment<ImportsPagePageQuery, ImportsPage_query$key>(fragment, data)
  const stateOf = useImportStates()
  const kinds = new Map(data.importKinds.map((kind) => [kind.key, kind]))
  const imports = page.data.imports.edges.map(({ node }) => node)
  const n = (value: number | undefined) => (value ? count(value, i18n.locale) : EMPTY)
  if (imports.length === 0)
    return (
      <EmptyState
        scene="list"
        title={t`No workbook has been imported yet.`}
        actions={
          <Link to={paths.newImport()} className={buttonClass('primary')}>
            {t`Import a workbook`}
          </Link>
        }
      >
        {t`Clients, funds, NAVs, transactions, payments: as the firm keeps them in Excel. Nothing is written before you have seen what would change, and an import can be undone for 30 days.`}
      </EmptyState>
    )
  return (
    <>
      <DataTable
        label={t`Imports`}
        heads={[
          { id: 'file', title: t`File` },
          { id: 'kind', title: t`What` },
          { id: 'state', title: t`State` },
          { id: 'committed', title: t({ message: 'Imported', context: 'rows' }), end: true },
          { id: 'duplicate', title: t`There already`, end: true },
          { id: 'rejected', title: t`Refused`, end: true },
          { id: 'by', title: t`By` },
          { id: 'at', title: t`When` },
        ]}
      >
        {imports.map((one) => {
          const look = stateOf(one.state)
          return (
            <tr key={one.id}>
              <td>
                <Link to={paths.import(one.id)}>{one.file}</Link>
              </td>
              <td>{named(kinds.get(one.kind ?? ''), i18n.locale)}</td>
              <td>
                <Badge hue={look.hue} shape={look.shape}>
                  {look.text}
                </Badge>
              </td>
              <td className={endCell}>{n(one.counts?.committed)}</td>
              <td className={endCell}>{n(one.counts?.duplicate)}</td>
              <td className={endCell}>{n(one.counts?.rejected)}</td>
              <td>{one.startedBy?.name ?? t`command line`}</td>
              <td>
                <Moment at={one.startedAt} />
              </td>
            </tr>
          )
        })}
      </DataTable>
      <LoadMore
        hasNext={page.hasNext}
        loading={page.isLoadingNext}
        onMore={() => page.loadNext(50)}
        shown={imports.length}
      />
    </>
  )
}
