import { useLingui } from '@lingui/react/macro'
import { CalendarDays, Plus, Settings2 } from 'lucide-react'
import { lazy, type ReactNode, useCallback, useEffect, useMemo, useState, useTransition } from 'react'
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
import { Button, buttonClass } from '../ui/Button'
import { LoadMore } from '../ui/DataTable'
import { EmptyState } from '../ui/EmptyState'
import { Link } from '../ui/Link'
import { Page } from '../ui/Page'
import { SkeletonRows } from '../ui/Skeleton'
import { useNarrow } from '../ui/useNarrow'
import { useSearchValues, useSetSearch } from '../viewer/url'
import { useRight, useViewer } from '../viewer/Viewer'
import { TaskSheet } from './TaskSheet'
import css from './TasksPage.module.css'
import { orderOf, sortOf } from './taskSort'
import { type TaskView, taskQuestion, taskViewOf, VIEWS } from './taskViews'

const OpenedTask = lazy(() => import('./OpenedTask').then((loaded) => ({ default: loaded.OpenedTask })))
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
          ...TaskRow_task
        }
      }
    }
  }
`

/** The inbox of what one owes: open, overdue, done, and what one sees of others. Live. */
export function TasksPage() {
  const { t } = useLingui()
  const values = useSearchValues()
  const setSearch = useSetSearch()
  const narrow = useNarrow()
  const mayCreate = useRight('Mutation.createTask')
  const { user } = useViewer()
  const [creating, setCreating] = useState(false)
  const view = taskViewOf(values.view)
  const exported = taskQuestion(view, user?.id ?? '', new Date().toISOString())
  const asked = { ...exported, orderBy: orderOf(sortOf(values.sort ?? '')) ?? exported.orderBy }
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
          <Link to={paths.calendar()} className={buttonClass('plain')}>
            <CalendarDays size={14} aria-hidden="true" />
            {t`Calendar`}
          </Link>
          <Link to={paths.taskRules()} className={buttonClass('plain')}>
            <Settings2 size={14} aria-hidden="true" />
            {t`Task rules`}
          </Link>
          <ExportButton list="tasks" question={asked} />
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
      {values.task && (
        <Boundary key={values.task} fallback={null}>
          <OpenedTask id={values.task} onClose={() => setSearch({ task: null })} />
        </Boundary>
      )}
    </Page>
  )
}

function Tasks({ view }: { view: TaskView }) {
  const { t } = useLingui()
  const { user } = useViewer()
  const { sort = '' } = useSearchValues()
  const narrow = useNarrow()
  // One instant for the life of the list: a moving one would ask the server anew on each render.
  const [usual] = useState(() => taskQuestion(view, user?.id ?? '', new Date().toISOString()))
  const question = useMemo(() => ({ ...usual, orderBy: orderOf(sortOf(sort)) ?? usual.orderBy }), [usual, sort])
  const rung = useRings()
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
  return narrow ? (
    <Cards question={question} rung={rung} empty={nothing} />
  ) : (
    <TaskSheet question={question} rung={rung} empty={nothing} />
  )
}

/** How often tasks changed so far; several changes at once (an import, a hand-over) count as one. */
function useRings(): number {
  const [rung, ring] = useState(0)
  const [heard, hear] = useState(0)
  useTaskBell(useCallback(() => ring((count) => count + 1), []))
  useEffect(() => {
    if (rung === 0) return
    const timer = setTimeout(() => hear(rung), 250)
    return () => clearTimeout(timer)
  }, [rung])
  return heard
}

type CardsProps = { question: ReturnType<typeof taskQuestion>; rung: number; empty: ReactNode }

function Cards({ question, rung, empty }: CardsProps) {
  const root = useLazyLoadQuery<TasksPageQuery>(query, question, { fetchPolicy: 'store-and-network' })
  const { data, hasNext, isLoadingNext, loadNext, refetch } = usePaginationFragment<
    TasksPagePageQuery,
    TasksPage_query$key
  >(fragment, root)
  const [, start] = useTransition()
  useEffect(() => {
    if (rung > 0) start(() => void refetch({}, { fetchPolicy: 'store-and-network' }))
  }, [rung, refetch])
  const edges = data.tasks.edges
  if (edges.length === 0) return empty
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
