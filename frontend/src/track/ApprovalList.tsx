import { useLingui } from '@lingui/react/macro'
import { useEffect, useState } from 'react'
import { graphql, useLazyLoadQuery, usePaginationFragment } from 'react-relay'
import type { ApprovalList_query$data, ApprovalList_query$key } from '../__generated__/ApprovalList_query.graphql'
import type { ApprovalListPageQuery } from '../__generated__/ApprovalListPageQuery.graphql'
import type { ApprovalListQuery } from '../__generated__/ApprovalListQuery.graphql'
import { ApprovalState } from '../book/ApprovalState'
import css from '../book/Approvals.module.css'
import { ApprovalView } from '../book/ApprovalView'
import { useApprovalWords } from '../book/approvalWords'
import { useBoth } from '../book/journeyWords'
import { useCommands } from '../keyboard/commands'
import { paths } from '../paths'
import { Boundary } from '../ui/Boundary'
import { TextButton } from '../ui/Button'
import { Choice } from '../ui/Choice'
import { DataTable, LoadMore, wideCell } from '../ui/DataTable'
import { EmptyState } from '../ui/EmptyState'
import { Moment } from '../ui/Moment'
import { RecordPanel } from '../ui/RecordPanel'
import { SkeletonRows } from '../ui/Skeleton'
import { Toggle } from '../ui/Toggle'
import { useNarrow } from '../ui/useNarrow'
import { useSearchValues, useSetSearch } from '../viewer/url'
import { ApprovalsBulk } from './ApprovalsBulk'

const query = graphql`
  query ApprovalListQuery($filter: ApprovalFilter, $order: [ApprovalOrder!]) {
    approvalKinds {
      id
      zh
      en
    }
    ...ApprovalList_query @arguments(filter: $filter, order: $order)
  }
`
const fragment = graphql`
  fragment ApprovalList_query on Query
  @argumentDefinitions(
    filter: { type: "ApprovalFilter" }
    order: { type: "[ApprovalOrder!]" }
    first: { type: "Int", defaultValue: 50 }
    after: { type: "String" }
  )
  @refetchable(queryName: "ApprovalListPageQuery") {
    approvals(filter: $filter, orderBy: $order, first: $first, after: $after)
      @connection(key: "ApprovalList_approvals") {
      totalCount
      edges {
        node {
          id
          version
          zh
          en
          state
          title
          dueAt
          createdAt
          submittedAt
          client {
            id
            name
          }
          requester {
            name
          }
        }
      }
    }
  }
`
export type ApprovalRow = ApprovalList_query$data['approvals']['edges'][number]['node']
const views: Record<string, 'WAITING' | 'ASKED' | 'COPIED'> = { waiting: 'WAITING', asked: 'ASKED', copied: 'COPIED' }

/** Approvals of a view with the open one beside them; filters and the open one are in the URL. */
export function ApprovalList({ view }: { view: string }) {
  const { t } = useLingui()
  const both = useBoth()
  const words = useApprovalWords()
  const values = useSearchValues()
  const setSearch = useSetSearch()
  const waiting = view === 'waiting'
  const filter = {
    ...(views[view] ? { view: views[view] } : {}),
    ...(values.kind ? { kind: values.kind } : {}),
    ...(values.state ? { states: [values.state] } : {}),
    ...(values.overdue ? { overdue: true } : {}),
  }
  const order = waiting ? [{ field: 'DUE_AT' as const }] : null
  const root = useLazyLoadQuery<ApprovalListQuery>(query, { filter, order }, { fetchPolicy: 'store-and-network' })
  const page = usePaginationFragment<ApprovalListPageQuery, ApprovalList_query$key>(fragment, root)
  const rows = page.data.approvals.edges.map(({ node }) => node)
  const again = () => page.refetch({}, { fetchPolicy: 'network-only' })
  return (
    <>
      <div className={css.tools}>
        <Choice
          label={t`Kind`}
          clearable
          items={root.approvalKinds.map((kind) => ({ value: kind.id, label: both(kind) }))}
          value={values.kind ?? null}
          onChange={(kind) => setSearch({ kind })}
        />
        {!waiting && (
          <Choice
            label={t`State`}
            clearable
            items={words.states}
            value={values.state ?? null}
            onChange={(state) => setSearch({ state })}
          />
        )}
        <Toggle
          label={t`Only overdue`}
          checked={Boolean(values.overdue)}
          onChange={(on) => setSearch({ overdue: on ? '1' : null })}
        />
      </div>
      {rows.length === 0 && !values.open ? (
        <EmptyState scene="list" title={waiting ? t`Nothing waits for your approval.` : t`No approval here.`} />
      ) : (
        <Beside
          rows={rows}
          waiting={waiting}
          total={page.data.approvals.totalCount ?? 0}
          onChanged={again}
          page={page}
        />
      )}
    </>
  )
}

type Paging = { hasNext: boolean; isLoadingNext: boolean; loadNext: (n: number) => unknown }
type Props = { rows: readonly ApprovalRow[]; waiting: boolean; total: number; onChanged: () => void; page: Paging }

function Beside({ rows, waiting, total, onChanged, page }: Props) {
  const { t } = useLingui()
  const both = useBoth()
  const narrow = useNarrow()
  const { open } = useSearchValues()
  const setSearch = useSetSearch()
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const [now, setNow] = useState(() => new Date().toISOString())
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date().toISOString()), 60_000)
    return () => clearInterval(timer)
  }, [])
  const at = rows.findIndex(({ id }) => id === open)
  const step = (by: number) => {
    const next = rows[at < 0 ? 0 : at + by]
    if (next) setSearch({ open: next.id })
  }
  useCommands(
    [
      { id: 'approvals.next', title: t`Next approval`, keys: 'j', run: () => step(1) },
      { id: 'approvals.previous', title: t`Previous approval`, keys: 'k', run: () => step(-1) },
    ],
    t`Approvals`,
  )
  const pick = (id: string, on: boolean) =>
    setChosen((old) => new Set(on ? [...old, id] : [...old].filter((each) => each !== id)))
  const view = open && (
    <Boundary key={open} fallback={<SkeletonRows rows={8} />}>
      <ApprovalView id={open} onChanged={onChanged} />
    </Boundary>
  )
  const panel = open && (
    <RecordPanel
      label={t`Approval`}
      to={paths.approvals({ tab: 'all', open })}
      onClose={() => setSearch({ open: null })}
      onPrevious={at > 0 ? () => step(-1) : undefined}
      onNext={at >= 0 && at + 1 < rows.length ? () => step(1) : undefined}
    >
      {view}
    </RecordPanel>
  )
  if (narrow && open) {
    return (
      <>
        <TextButton onClick={() => setSearch({ open: null })}>{t`Back to the list`}</TextButton>
        {view}
      </>
    )
  }
  return (
    <div className={css.split}>
      <div className={css.list}>
        {waiting && chosen.size > 0 && (
          <ApprovalsBulk
            rows={rows.filter(({ id }) => chosen.has(id))}
            onDone={() => {
              setChosen(new Set())
              onChanged()
            }}
          />
        )}
        <DataTable
          label={t`Approvals`}
          heads={[
            ...(waiting ? [{ id: 'pick', title: '' }] : []),
            { id: 'title', title: t({ message: 'Title', context: 'approval' }) },
            { id: 'state', title: t`State` },
            { id: 'client', title: t`Client`, wide: true },
            { id: 'kind', title: t`Kind`, wide: true },
            { id: 'by', title: t`Requester`, wide: true },
            { id: 'due', title: t`Due` },
          ]}
        >
          {rows.map((row) => (
            <tr key={row.id} className={row.id === open ? css.chosen : undefined} aria-selected={row.id === open}>
              {waiting && (
                <td>
                  <Toggle
                    label={<span className="sr-only">{t`Choose ${row.title}`}</span>}
                    checked={chosen.has(row.id)}
                    onChange={(on) => pick(row.id, on)}
                  />
                </td>
              )}
              <td>
                <TextButton onClick={() => setSearch({ open: row.id })}>{row.title}</TextButton>
              </td>
              <td>
                <ApprovalState state={row.state} />
              </td>
              <td className={wideCell}>{row.client?.name ?? '—'}</td>
              <td className={wideCell}>{both(row)}</td>
              <td className={wideCell}>{row.requester?.name ?? '—'}</td>
              <td className={row.dueAt && row.dueAt < now ? css.late : undefined}>
                {row.dueAt ? <Moment at={row.dueAt} /> : '—'}
              </td>
            </tr>
          ))}
        </DataTable>
        <LoadMore
          hasNext={page.hasNext}
          loading={page.isLoadingNext}
          onMore={() => page.loadNext(50)}
          shown={rows.length}
          total={total}
        />
      </div>
      {panel}
    </div>
  )
}
