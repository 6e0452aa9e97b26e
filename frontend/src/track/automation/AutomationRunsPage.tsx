import { useLingui } from '@lingui/react/macro'
import { Workflow } from 'lucide-react'
import { useState } from 'react'
import { graphql, useLazyLoadQuery, usePaginationFragment } from 'react-relay'
import type {
  AutomationRunsPage_query$data,
  AutomationRunsPage_query$key,
} from '../../__generated__/AutomationRunsPage_query.graphql'
import type { AutomationRunsPagePageQuery } from '../../__generated__/AutomationRunsPagePageQuery.graphql'
import type { AutomationRunsPageQuery } from '../../__generated__/AutomationRunsPageQuery.graphql'
import css from '../../book/Approvals.module.css'
import { useRunWords } from '../../book/automationWords'
import { ClientChoice } from '../../book/ClientChoice'
import { useBoth } from '../../book/journeyWords'
import { RunState } from '../../book/RunState'
import { useCommands } from '../../keyboard/commands'
import { paths } from '../../paths'
import { Failure } from '../../relay/failure'
import { Boundary } from '../../ui/Boundary'
import { buttonClass, TextButton } from '../../ui/Button'
import { Choice } from '../../ui/Choice'
import { DataTable, LoadMore, wideCell } from '../../ui/DataTable'
import { EmptyState } from '../../ui/EmptyState'
import { ErrorState } from '../../ui/ErrorState'
import { Link } from '../../ui/Link'
import { Moment } from '../../ui/Moment'
import { Page } from '../../ui/Page'
import { RecordPanel } from '../../ui/RecordPanel'
import { SkeletonRows } from '../../ui/Skeleton'
import { useNarrow } from '../../ui/useNarrow'
import { useSearchValues, useSetSearch } from '../../viewer/url'
import { useRight } from '../../viewer/Viewer'
import { RunView } from './RunView'
import { useEventWords } from './useEventWords'

const query = graphql`
  query AutomationRunsPageQuery($filter: AutomationRunFilter, $client: ID!, $named: Boolean!) {
    automations {
      id
      zh
      en
    }
    client(id: $client) @include(if: $named) {
      id
      name
    }
    ...AutomationRunsPage_query @arguments(filter: $filter)
  }
`
const fragment = graphql`
  fragment AutomationRunsPage_query on Query
  @argumentDefinitions(
    filter: { type: "AutomationRunFilter" }
    first: { type: "Int", defaultValue: 50 }
    after: { type: "String" }
  )
  @refetchable(queryName: "AutomationRunsPagePageQuery") {
    automationRuns(filter: $filter, first: $first, after: $after)
      @connection(key: "AutomationRunsPage_automationRuns") {
      totalCount
      edges {
        node {
          id
          event
          state
          startedAt
          endedAt
          automation {
            zh
            en
          }
          client {
            name
          }
        }
      }
    }
  }
`
type Row = AutomationRunsPage_query$data['automationRuns']['edges'][number]['node']

/** What automations did: a receipt for each run, the latest first, the open one beside the list. */
export function AutomationRunsPage() {
  const { t } = useLingui()
  const mayRead = useRight('Query.automationRuns')
  return (
    <Page
      title={t`Runs of automations`}
      padded
      actions={
        <Link to={paths.automations()} className={buttonClass('plain')}>
          <Workflow size={14} aria-hidden="true" />
          {t`Automations`}
        </Link>
      }
    >
      {mayRead ? (
        <Boundary fallback={<SkeletonRows rows={8} />}>
          <Runs />
        </Boundary>
      ) : (
        <ErrorState failure={new Failure('FORBIDDEN', '')} />
      )}
    </Page>
  )
}

function Runs() {
  const { t } = useLingui()
  const both = useBoth()
  const words = useRunWords()
  const values = useSearchValues()
  const setSearch = useSetSearch()
  const filter = {
    ...(values.automation ? { automation: values.automation } : {}),
    ...(values.client ? { client: values.client } : {}),
    ...(values.state ? { states: [values.state] } : {}),
  }
  const root = useLazyLoadQuery<AutomationRunsPageQuery>(
    query,
    { filter, client: values.client ?? '', named: Boolean(values.client) },
    { fetchPolicy: 'store-and-network' },
  )
  const page = usePaginationFragment<AutomationRunsPagePageQuery, AutomationRunsPage_query$key>(fragment, root)
  const rows = page.data.automationRuns.edges.map(({ node }) => node)
  const client = root.client ? { value: root.client.id, label: root.client.name ?? '—' } : null
  return (
    <>
      <div className={css.tools}>
        <Choice
          label={t`State`}
          clearable
          items={words.states}
          value={values.state ?? null}
          onChange={(state) => setSearch({ state, open: null })}
        />
        <Choice
          label={t`Automation`}
          clearable
          items={root.automations.map((each) => ({ value: each.id, label: both(each) }))}
          value={values.automation ?? null}
          onChange={(automation) => setSearch({ automation, open: null })}
        />
        <ClientChoice
          key={values.client ?? ''}
          label={t`Client`}
          value={client}
          onChange={(next) => setSearch({ client: next?.value ?? null, open: null })}
        />
        {values.client && <TextButton onClick={() => setSearch({ client: null })}>{t`All clients`}</TextButton>}
      </div>
      {rows.length === 0 && !values.open ? (
        <EmptyState scene="list" title={t`No run here.`}>
          {t`A run appears when what an automation waits for happens.`}
        </EmptyState>
      ) : (
        <Beside
          rows={rows}
          total={page.data.automationRuns.totalCount ?? 0}
          page={page}
          onChanged={() => page.refetch({}, { fetchPolicy: 'network-only' })}
        />
      )}
    </>
  )
}

type Paging = { hasNext: boolean; isLoadingNext: boolean; loadNext: (n: number) => unknown }
type Props = { rows: readonly Row[]; total: number; page: Paging; onChanged: () => void }

function Beside({ rows, total, page, onChanged }: Props) {
  const { t } = useLingui()
  const both = useBoth()
  const narrow = useNarrow()
  const events = useEventWords()
  const { open } = useSearchValues()
  const setSearch = useSetSearch()
  const [turn, setTurn] = useState(0)
  const at = rows.findIndex(({ id }) => id === open)
  const step = (by: number) => {
    const next = rows[at < 0 ? 0 : at + by]
    if (next) setSearch({ open: next.id })
  }
  useCommands(
    [
      { id: 'runs.next', title: t`Next run`, keys: 'j', run: () => step(1) },
      { id: 'runs.previous', title: t`Previous run`, keys: 'k', run: () => step(-1) },
    ],
    t`Runs of automations`,
  )
  const view = open && (
    <Boundary key={`${open} ${turn}`} fallback={<SkeletonRows rows={8} />}>
      <RunView
        id={open}
        onChanged={() => {
          setTurn((n) => n + 1)
          onChanged()
        }}
      />
    </Boundary>
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
        <DataTable
          label={t`Runs of automations`}
          heads={[
            { id: 'automation', title: t`Automation` },
            { id: 'state', title: t`State` },
            { id: 'client', title: t`Client` },
            { id: 'event', title: t`Started by`, wide: true },
            { id: 'at', title: t`Began`, wide: true },
          ]}
        >
          {rows.map((row) => (
            <tr key={row.id} className={row.id === open ? css.chosen : undefined} aria-selected={row.id === open}>
              <td>
                <TextButton onClick={() => setSearch({ open: row.id })}>
                  {row.automation ? both(row.automation) : '—'}
                </TextButton>
              </td>
              <td>
                <RunState state={row.state} />
              </td>
              <td>{row.client?.name ?? t`The firm`}</td>
              <td className={wideCell}>{events(row.event)}</td>
              <td className={wideCell}>
                <Moment at={row.startedAt} />
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
      {open && (
        <RecordPanel
          label={t`Run`}
          to={paths.automationRuns({ open })}
          onClose={() => setSearch({ open: null })}
          onPrevious={at > 0 ? () => step(-1) : undefined}
          onNext={at >= 0 && at + 1 < rows.length ? () => step(1) : undefined}
        >
          {view}
        </RecordPanel>
      )}
    </div>
  )
}
