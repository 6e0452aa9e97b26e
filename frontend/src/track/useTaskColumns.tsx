import { useLingui } from '@lingui/react/macro'
import { useMemo } from 'react'
import { HeldMark } from '../book/HeldMark'
import { useUserItems } from '../book/UserChoice'
import { useWords } from '../book/words'
import { dateTime, dayOf } from '../format/date'
import { paths } from '../paths'
import { Badge, type Hue } from '../ui/Badge'
import type { Column, Editable } from '../ui/grid/columns'
import type { Item } from '../ui/grid/typed'
import { Link } from '../ui/Link'
import { Moment } from '../ui/Moment'
import { useRight } from '../viewer/Viewer'
import css from './TaskSheet.module.css'
import { TaskTick } from './TaskTick'
import { dueOf } from './taskGroups'
import type { TaskData } from './taskRows'

export const USUAL_TASKS = ['title', 'client', 'priority', 'dueAt', 'assignee', 'state']
const hues: Record<string, Hue> = { urgent: 'red', high: 'amber', normal: 'neutral', low: 'neutral' }
export const PRIORITIES = ['urgent', 'high', 'normal', 'low']

/** Columns of the task sheet; open tasks can be edited in their cells. */
export function useTaskColumns(now: Date): readonly Column<TaskData>[] {
  const { t, i18n } = useLingui()
  const { word } = useWords()
  const mayUpdate = useRight('Mutation.updateTask')
  const users = useUserItems()
  // biome-ignore lint/correctness/useExhaustiveDependencies: all words follow the language
  return useMemo(() => {
    const edit = (
      kind: Editable<TaskData>['kind'],
      value: (task: TaskData) => string,
      more: { items?: readonly Item[]; required?: boolean } = {},
    ) =>
      mayUpdate
        ? {
            edit: {
              kind,
              value,
              ...more,
              refuse: (task: TaskData) =>
                task.state === 'open' ? null : t`A closed task is changed after it was reopened.`,
            },
          }
        : {}
    const wide = i18n.locale === 'zh-CN' ? 0 : 20
    const columns: Column<TaskData>[] = [
      {
        id: 'title',
        title: t`Task`,
        width: 340,
        sortable: true,
        cell: (task) => (
          <span className={css.title}>
            <TaskTick task={task} />
            <button
              type="button"
              tabIndex={-1}
              data-open
              className={[css.open, task.state !== 'open' && css.closed].filter(Boolean).join(' ')}
            >
              {task.title}
            </button>
          </span>
        ),
        text: (task) => task.title,
        ...edit('text', (task) => task.title, { required: true }),
      },
      {
        id: 'client',
        title: t`Client`,
        width: 150,
        sortable: true,
        cell: (task) =>
          task.client ? (
            <Link to={paths.client(task.client.id)} tabIndex={-1}>
              {task.client.name ?? '—'}
            </Link>
          ) : (
            <span>—</span>
          ),
        text: (task) => task.client?.name ?? '',
      },
      {
        id: 'priority',
        title: t`Priority`,
        width: 96 + wide,
        sortable: true,
        cell: (task) =>
          ['urgent', 'high'].includes(task.priority) ? (
            <Badge hue={hues[task.priority] ?? 'neutral'} shape="rise">
              {word('priorities', task.priority)}
            </Badge>
          ) : (
            <span>{word('priorities', task.priority)}</span>
          ),
        text: (task) => word('priorities', task.priority),
        ...edit('choice', (task) => task.priority, {
          items: PRIORITIES.map((value) => ({ value, label: word('priorities', value) })),
          required: true,
        }),
      },
      {
        id: 'dueAt',
        title: t`Due`,
        width: 150 + wide,
        sortable: true,
        cell: (task) =>
          task.dueAt ? (
            <span className={dueOf(task, now) === 'overdue' ? css.late : undefined}>
              {dueOf(task, now) === 'overdue' && `${t`Overdue`} · `}
              <Moment at={task.dueAt} /> <HeldMark task={task} />
            </span>
          ) : (
            <HeldMark task={task} />
          ),
        text: (task) => (task.dueAt ? dateTime(task.dueAt) : ''),
        ...edit('date', (task) => (task.dueAt ? dayOf(task.dueAt) : '')),
      },
      {
        id: 'assignee',
        title: t`Assignee`,
        width: 130 + wide,
        sortable: true,
        cell: (task) => <span>{task.assignee?.name ?? '—'}</span>,
        text: (task) => task.assignee?.name ?? '',
        ...edit('choice', (task) => task.assignee?.id ?? '', { items: users, required: true }),
      },
      {
        id: 'state',
        title: t`State`,
        width: 90 + wide,
        sortable: true,
        cell: (task) => <span>{word('taskStates', task.state)}</span>,
        text: (task) => word('taskStates', task.state),
      },
      {
        id: 'createdAt',
        title: t`Created`,
        width: 130,
        sortable: true,
        cell: (task) => <Moment at={task.createdAt} />,
        text: (task) => dateTime(task.createdAt),
      },
      {
        id: 'completedAt',
        title: t`Completed`,
        width: 130,
        sortable: true,
        cell: (task) => <Moment at={task.completedAt} />,
        text: (task) => (task.completedAt ? dateTime(task.completedAt) : ''),
      },
    ]
    return columns
  }, [i18n.locale, mayUpdate, users, now])
}
