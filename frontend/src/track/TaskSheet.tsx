import { useLingui } from '@lingui/react/macro'
import { lazy, type ReactNode, Suspense, useCallback, useMemo, useState } from 'react'
import { useFragment } from 'react-relay'
import type { taskRows_task$key } from '../__generated__/taskRows_task.graphql'
import { TaskDialog } from '../book/TaskDialog'
import { useWords } from '../book/words'
import { count } from '../format/money'
import { Button } from '../ui/Button'
import { DataGrid } from '../ui/grid/DataGrid'
import type { Grouping } from '../ui/grid/flat'
import { GridTools } from '../ui/grid/GridTools'
import { GroupChoice } from '../ui/grid/GroupChoice'
import type { Layout } from '../ui/grid/layout'
import { useSelection } from '../ui/grid/selection'
import { arraySource, useArraySource } from '../ui/grid/source'
import { useChosen } from '../ui/grid/useChosen'
import { useMemory } from '../ui/grid/useMemory'
import { useWidths } from '../ui/grid/useWidths'
import { useMinute } from '../ui/useMinute'
import { usePreferences } from '../viewer/Preferences'
import { useSearchValues, useSetSearch } from '../viewer/url'
import { useRight } from '../viewer/Viewer'
import css from './TaskSheet.module.css'
import { type Due, GROUPS, groupsOf, type TaskGroup, taskGroupOf } from './taskGroups'
import { type TaskData, taskRows } from './taskRows'
import { type Sort, sorted, sortOf, sortText } from './taskSort'
import { USUAL_TASKS, useTaskColumns } from './useTaskColumns'
import { useTaskSave } from './useTaskSave'

const TasksBulk = lazy(() => import('./TasksBulk').then((loaded) => ({ default: loaded.TasksBulk })))

const WithTask = ({ row, children }: { row: TaskData; children: (task: TaskData) => ReactNode }) => children(row)
const read = (task: TaskData) => task
const idOf = (task: TaskData) => task.id

/** Tasks that are not here yet: how many there are in all, whether they are on their way, and how to ask for more. */
export type Rest = { total: number; loading: boolean; more: () => void }
type Props = { tasks: taskRows_task$key; rest: Rest | null; empty: ReactNode }

/** Tasks as a sheet: cells to type in, groups with what they add up to, acts on many. All of it is in the URL. */
export function TaskSheet({ tasks, rest, empty }: Props) {
  const { t, i18n } = useLingui()
  const rows = useFragment(taskRows, tasks)
  const values = useSearchValues()
  const setSearch = useSetSearch()
  const now = useMinute()
  const { density, setDensity } = usePreferences()
  const mayUpdate = useRight('Mutation.updateTask')
  const columns = useTaskColumns(now)
  const { layout, onLayout, onUsual } = useTaskLayout()
  const selection = useSelection<TaskData>()
  const memory = useMemory()
  const [opened, setOpened] = useState<TaskData | null>(null)
  const by = taskGroupOf(values.group)
  const sort = useMemo(() => sortOf(values.sort ?? '', columns), [values.sort, columns])
  const ordered = useMemo(() => sorted(rows, sort, columns), [rows, sort, columns])
  const source = useArraySource(ordered)
  const grouping = useGrouping(ordered, by, now)
  const dueAtOf = useCallback((id: string) => rows.find((task) => task.id === id)?.dueAt, [rows])
  const save = useTaskSave(dueAtOf)
  const titles = useGroupTitles()
  const more = rest !== null && !rest.loading
  return (
    <div className={css.sheet}>
      <div className={css.tools}>
        <GroupChoice
          value={by}
          items={GROUPS.map((id) => ({ id, title: titles[id] }))}
          onChange={(group) => setSearch({ group })}
        />
        <span className={css.end}>
          <GridTools
            columns={columns}
            layout={layout}
            onLayout={onLayout}
            onUsual={onUsual}
            density={density}
            onDensity={setDensity}
          />
        </span>
      </div>
      <div className={css.grid}>
        <DataGrid
          label={t`Tasks`}
          columns={columns}
          layout={layout}
          onLayout={onLayout}
          source={useMemo(() => ({ ...source, more }), [source, more])}
          grouping={by && rows.length > 0 ? grouping : undefined}
          With={WithTask}
          read={read}
          idOf={idOf}
          sort={sort}
          onSort={(next: readonly Sort[]) => setSearch({ sort: sortText(next) || null })}
          onOpen={setOpened}
          selection={selection}
          {...(mayUpdate ? { save } : {})}
          groupable={(column) => taskGroupOf(column === 'dueAt' ? 'due' : column) !== null}
          onGroup={(column) => setSearch({ group: column === 'dueAt' ? 'due' : column })}
          density={density}
          empty={empty}
          memory={memory}
        />
        {selection.rows.size > 0 && (
          <Suspense fallback={null}>
            <TasksBulk selection={selection} rows={rows} />
          </Suspense>
        )}
      </div>
      {rest && more && (
        <p className={css.rest} role="status">
          {t`${count(rows.length, i18n.locale)} of ${count(rest.total, i18n.locale)} tasks are here; order and groups are of these.`}
          <Button small onClick={rest.more}>{t`Fetch more`}</Button>
        </p>
      )}
      {opened && <TaskDialog task={opened} onClose={() => setOpened(null)} />}
    </div>
  )
}

function useGroupTitles(): Record<TaskGroup, string> {
  const { t } = useLingui()
  return { due: t`Due`, priority: t`Priority`, assignee: t`Assignee`, client: t`Client` }
}

/** Groups with how many are overdue and urgent under their columns; all begin open. */
function useGrouping(tasks: readonly TaskData[], by: TaskGroup | null, now: Date): Grouping<TaskData> {
  const { t, i18n } = useLingui()
  const { word } = useWords()
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set())
  const dues: Record<Due, string> = {
    overdue: t`Overdue`,
    today: t`Today`,
    week: t`Within seven days`,
    later: t`Later`,
    none: t`No due time`,
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: all words follow the language
  return useMemo(() => {
    const groups = by ? groupsOf(tasks, by, now) : []
    const sources = new Map(groups.map((group) => [group.key, arraySource(group.tasks)]))
    const title = (key: string, name: string | null) => {
      if (by === 'due') return dues[key as Due]
      if (by === 'priority') return word('priorities', key)
      return name ?? (key ? '—' : by === 'client' ? t`Without a client` : t`Nobody`)
    }
    const n = (value: number) => count(value, i18n.locale)
    return {
      groups: groups.map(({ key, name, tasks: own, overdue, urgent }) => ({
        key,
        title: title(key, name),
        count: own.length,
        totals: {
          ...(urgent > 0 && by !== 'priority'
            ? { priority: <span className={css.total}>{t`${n(urgent)} urgent`}</span> }
            : {}),
          ...(overdue > 0 && by !== 'due'
            ? { dueAt: <span className={css.late}>{t`${n(overdue)} overdue`}</span> }
            : {}),
        },
      })),
      open: new Set(groups.map(({ key }) => key).filter((key) => !closed.has(key))),
      onToggle: (key: string) =>
        setClosed((before) => {
          const next = new Set(before)
          if (!next.delete(key)) next.add(key)
          return next
        }),
      rowsOf: (key: string) => sources.get(key) ?? null,
    }
  }, [tasks, by, now, closed, i18n.locale])
}

/** Columns and their order as last chosen here or as the URL says, widths from this device. */
function useTaskLayout() {
  const values = useSearchValues()
  const setSearch = useSetSearch()
  const [widths, setWidths] = useWidths('tasks')
  const [kept, keep] = useChosen('tasks')
  const told = values.cols || kept
  const named = Boolean(values.saved)
  const layout = useMemo<Layout>(
    () => ({ shown: [...new Set(['title', ...(told ? told.split(',') : USUAL_TASKS)])], frozen: 1, widths }),
    [told, widths],
  )
  const onLayout = useCallback(
    (next: Layout) => {
      if (next.widths !== layout.widths) setWidths(next.widths)
      const cols = next.shown.join(',')
      if (cols === layout.shown.join(',')) return
      const usual = cols === USUAL_TASKS.join(',')
      if (!named) keep(usual ? '' : cols)
      setSearch({ cols: usual && !named ? null : cols })
    },
    [layout, setWidths, setSearch, keep, named],
  )
  const onUsual = useCallback(() => {
    setWidths({})
    keep('')
    setSearch({ cols: null })
  }, [setWidths, setSearch, keep])
  return { layout, onLayout, onUsual }
}
