import { useLingui } from '@lingui/react/macro'
import { Plus } from 'lucide-react'
import { useCallback, useEffect, useState, useTransition } from 'react'
import { graphql, useLazyLoadQuery, usePaginationFragment } from 'react-relay'
import type { TasksPage_query$key } from '../__generated__/TasksPage_query.graphql'
import type { TasksPagePageQuery } from '../__generated__/TasksPagePageQuery.graphql'
import type { TasksPageQuery } from '../__generated__/TasksPageQuery.graphql'
import { ExportButton } from '../book/ExportButton'
import { LateViewTabs } from '../book/LateViewTabs'
import { TaskDialog } from '../book/TaskDialog'
import { TaskRow } from '../book/TaskRow'
import { useTaskBell } from '../book/taskBell'
import { useCommands } from '../keyboard/commands'
import { paths } from '../paths'
import { Boundary } from '../ui/Boundary'
import { Button } from '../ui/Button'
import { LoadMore } from '../ui/DataTable'
import { EmptyState } from '../ui/EmptyState'
import { Page } from '../ui/Page'
import { SkeletonRows } from '../ui/Skeleton'
import { useNarrow } from '../ui/useNarrow'
import { useSearchValues } from '../viewer/url'
import { useRight, useViewer } from '../viewer/Viewer'
import { TaskSheet } from './TaskSheet'
import css from './TasksPage.module.css'
import { type TaskView, taskQuestion, taskViewOf, VIEWS } from './taskViews'

const query = graphql`
  query TasksPageQuery($filter: TaskFilter, $orderBy: [TaskOrder!]) {
    ...TasksPage_query @arguments(filter: $filter, orderBy: $orderBy)
  }
`
const fragment = graphql`
  fragment TasksPage_query on Query
  @argumentDefinitions(
    filter: { type: "TaskFilter" }
    orderBy: { type: "[TaskOrder!]" }
    first: { type: "Int", defaultValue: 50 }
    after: { type: "String" }
  )
  @refetchable(queryName: "TasksPagePageQuery") {
    tasks(filter: $filter, orderBy: $orderBy, first: $first, after: $after) @connection(key: "TasksPage_tasks") {
      totalCount
      edges {
        node {
          id
          state
          ...TaskRow_task
          ...taskRows_task
        }
      }
    }
  }
`

/** Tasks the sheet brings in by itself, and each time that more are wished for. */
const AT_ONCE = 500

/** The inbox of what one owes: open, overdue, done, and what one sees of others. Live. */
export function TasksPage() {
  const { t } = useLingui()
  const values = useSearchValues()
  const narrow = useNarrow()
  const mayCreate = useRight('Mutation.createTask')
  const { user } = useViewer()
  const [creating, setCreating] = useState(false)
  const view = taskViewOf(values.view)
  const titles: Record<TaskView, string> = { open: t`Open`, overdue: t`Overdue`, done: t`Done`, given: t`Of others` }
  useCommands(
    mayCreate ? [{ id: 'task.new', title: t`New task`, keys: 'n', run: () => setCreating(true) }] : [],
    t`Tasks`,
  )
  return (
    <Page
      title={t`Tasks`}
      fixed={!narrow}
      actions={
        <>
          <ExportButton list="tasks" question={taskQuestion(view, user?.id ?? '', new Date().toISOString())} />
          {mayCreate && (
            <Button look="primary" onClick={() => setCreating(true)}>
              <Plus size={14} aria-hidden="true" />
              {t`New task`}
            </Button>
          )}
        </>
      }
    >
      <LateViewTabs
        page="tasks"
        path={paths.tasks()}
        usual={VIEWS.map((id) => ({ id, title: titles[id], query: id === 'open' ? '' : `view=${id}` }))}
      />
      <div className={narrow ? css.list : css.sheet}>
        <Boundary key={view} fallback={<SkeletonRows />}>
          <Tasks view={view} />
        </Boundary>
      </div>
      {creating && <TaskDialog onClose={() => setCreating(false)} />}
    </Page>
  )
}

function Tasks({ view }: { view: TaskView }) {
  const { user } = useViewer()
  // One instant for the life of the list: a moving one would ask the server anew on each render.
  const [question] = useState(() => taskQuestion(view, user?.id ?? '', new Date().toISOString()))
  const root = useLazyLoadQuery<TasksPageQuery>(query, question, { fetchPolicy: 'store-and-network' })
  return <List root={root} view={view} />
}

function List({ root, view }: { root: TasksPage_query$key; view: TaskView }) {
  const { t } = useLingui()
  const { data, hasNext, isLoadingNext, loadNext, refetch } = usePaginationFragment<
    TasksPagePageQuery,
    TasksPage_query$key
  >(fragment, root)
  const narrow = useNarrow()
  const [, start] = useTransition()
  const [rung, ring] = useState(0)
  useTaskBell(useCallback(() => ring((count) => count + 1), []))
  useEffect(() => {
    if (rung === 0) return
    // Several changes at once (an import, a hand-over) make one question, not many.
    const timer = setTimeout(() => start(() => void refetch({}, { fetchPolicy: 'store-and-network' })), 250)
    return () => clearTimeout(timer)
  }, [rung, refetch])
  const edges = data.tasks.edges
  const empty: Record<TaskView, string> = {
    open: t`Nothing open. Well done.`,
    overdue: t`Nothing overdue.`,
    done: t`Nothing done yet.`,
    given: t`Nobody in your scope has an open task.`,
  }
  const nothing = (
    <EmptyState scene={view === 'given' ? 'list' : 'done'} title={empty[view]}>
      {t`Tasks come from you and from colleagues; they arrive here at once.`}
    </EmptyState>
  )
  const [wanted, setWanted] = useState(AT_ONCE)
  const full = edges.length >= wanted
  // The sheet sorts and groups what is here, so it brings the list in as a whole, up to a bound that one can lift.
  useEffect(() => {
    if (!narrow && hasNext && !isLoadingNext && !full) loadNext(100)
  }, [narrow, hasNext, isLoadingNext, full, loadNext])
  if (!narrow) {
    const rest = hasNext
      ? { total: data.tasks.totalCount, loading: !full, more: () => setWanted(wanted + AT_ONCE) }
      : null
    return <TaskSheet tasks={edges.map(({ node }) => node)} rest={rest} empty={nothing} />
  }
  if (edges.length === 0) return nothing
  return (
    <>
      <ul>
        {edges.map(({ node }) => (
          <TaskRow key={node.id} task={node} />
        ))}
      </ul>
      <LoadMore
        hasNext={hasNext}
        loading={isLoadingNext}
        onMore={() => loadNext(50)}
        shown={edges.length}
        total={data.tasks.totalCount}
      />
    </>
  )
}
