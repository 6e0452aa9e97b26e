import { useLingui } from '@lingui/react/macro'
import { lazy, type ReactNode, Suspense, useCallback, useMemo, useState } from 'react'
import { TaskDialog } from '../book/TaskDialog'
import { DataGrid } from '../ui/grid/DataGrid'
import { GridTools } from '../ui/grid/GridTools'
import { GroupChoice } from '../ui/grid/GroupChoice'
import type { Layout } from '../ui/grid/layout'
import { useSelection } from '../ui/grid/selection'
import { useChosen } from '../ui/grid/useChosen'
import { useMemory } from '../ui/grid/useMemory'
import { useWidths } from '../ui/grid/useWidths'
import { useMinute } from '../ui/useMinute'
import { usePreferences } from '../viewer/Preferences'
import { useSearchValues, useSetSearch } from '../viewer/url'
import { useRight } from '../viewer/Viewer'
import css from './TaskSheet.module.css'
import { GROUPS, type TaskGroup, taskGroupOf } from './taskGroups'
import { type TaskData, useReadTask, WithTask } from './taskRows'
import { type Sort, sortOf, sortText } from './taskSort'
import { USUAL_TASKS, useTaskColumns } from './useTaskColumns'
import { useTaskGrouping } from './useTaskGrouping'
import { type Question, type TaskNode, useTaskPages } from './useTaskPages'
import { useTaskSave } from './useTaskSave'

const TasksBulk = lazy(() => import('./TasksBulk').then((loaded) => ({ default: loaded.TasksBulk })))

const idOf = (task: TaskNode) => task.id

type Props = { question: Question; rung: number; empty: ReactNode }

/** Tasks as a sheet: cells to type in, groups with what they add up to, acts on many. All of it is in the URL. */
export function TaskSheet({ question, rung, empty }: Props) {
  const { t } = useLingui()
  const values = useSearchValues()
  const setSearch = useSetSearch()
  const now = useMinute()
  const { density, setDensity } = usePreferences()
  const mayUpdate = useRight('Mutation.updateTask')
  const columns = useTaskColumns(now)
  const { layout, onLayout, onUsual } = useTaskLayout()
  const selection = useSelection<TaskNode>()
  const memory = useMemory()
  const read = useReadTask()
  const [opened, setOpened] = useState<TaskData | null>(null)
  const by = taskGroupOf(values.group)
  const sort = useMemo(() => sortOf(values.sort ?? ''), [values.sort])
  const pages = useTaskPages(question, rung)
  const grouping = useTaskGrouping(by, question, pages.total, rung)
  const save = useTaskSave()
  const titles = useGroupTitles()
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
          source={pages}
          grouping={pages.ready && pages.total > 0 ? (grouping ?? undefined) : undefined}
          With={WithTask}
          read={read}
          idOf={idOf}
          sort={sort}
          onSort={(next: readonly Sort[]) => setSearch({ sort: sortText(next) || null })}
          onOpen={(row) => setOpened(read(row))}
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
            <TasksBulk selection={selection} read={read} />
          </Suspense>
        )}
      </div>
      {opened && <TaskDialog task={opened} onClose={() => setOpened(null)} />}
    </div>
  )
}

function useGroupTitles(): Record<TaskGroup, string> {
  const { t } = useLingui()
  return { due: t`Due`, priority: t`Priority`, assignee: t`Assignee`, client: t`Client` }
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
