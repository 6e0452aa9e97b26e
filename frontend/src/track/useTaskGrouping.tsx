import { useLingui } from '@lingui/react/macro'
import { useCallback, useEffect, useMemo, useState } from 'react'
import { fetchQuery, graphql, useRelayEnvironment } from 'react-relay'
import type {
  TaskGroupField,
  useTaskGroupingQuery,
  useTaskGroupingQuery$data,
} from '../__generated__/useTaskGroupingQuery.graphql'
import { useWords } from '../book/words'
import { count } from '../format/money'
import { asFailure } from '../relay/failure'
import type { Grouping } from '../ui/grid/flat'
import { useGroupPages } from '../ui/grid/useGroupPages'
import { toast } from '../ui/Toasts'
import { useFailureText } from '../ui/useFailureText'
import css from './TaskSheet.module.css'
import { type Due, groupFilter, inOrder, REST, type TaskGroup, WITHOUT } from './taskGroups'
import { type Question, type TaskNode, taskFetcher } from './useTaskPages'

const document = graphql`
  query useTaskGroupingQuery($by: TaskGroupField!, $filter: TaskFilter, $at: DateTime!) {
    taskGroups(by: $by, filter: $filter, at: $at) {
      value
      name
      count
      overdue
      urgent
    }
  }
`
const FIELDS: Record<TaskGroup, TaskGroupField> = {
  due: 'DUE',
  priority: 'PRIORITY',
  assignee: 'ASSIGNEE',
  client: 'CLIENT',
}

type Answer = { by: TaskGroup; at: string; groups: useTaskGroupingQuery$data['taskGroups'] }
type Lines = { key: string; name: string | null; count: number; overdue: number; urgent: number }[]

/** The groups an answer tells of, and the one of all tasks it does not tell of. */
function linesOf({ by, groups }: Answer, total: number): Lines {
  const lines = groups.map(({ value, name, ...rest }) => ({ key: value ?? WITHOUT, name: name ?? null, ...rest }))
  const rest = total - lines.reduce((sum, each) => sum + each.count, 0)
  // Only lists of people and clients are cut; what came in between is seen with the next answer.
  const cut = (by === 'assignee' || by === 'client') && groups.length >= 200 && rest > 0
  return inOrder([...lines, ...(cut ? [{ key: REST, name: null, count: rest, overdue: 0, urgent: 0 }] : [])], by)
}

/**
 * The list in groups, with how many in each are overdue and urgent; null while it is not grouped or not known yet.
 *
 * total: of the whole list; rung: another number asks anew.
 */
export function useTaskGrouping(
  by: TaskGroup | null,
  question: Question,
  total: number,
  rung: number,
): Grouping<TaskNode> | null {
  const { t, i18n } = useLingui()
  const { word } = useWords()
  const words = useFailureText()
  const environment = useRelayEnvironment()
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set())
  const [answer, setAnswer] = useState<Answer | null>(null)
  const asked = JSON.stringify([by, question.filter])
  // biome-ignore lint/correctness/useExhaustiveDependencies: the text stands for what is asked, a ring asks anew
  useEffect(() => {
    if (!by) return setAnswer(null)
    const at = new Date().toISOString()
    const variables = { by: FIELDS[by], filter: question.filter, at }
    const subscription = fetchQuery<useTaskGroupingQuery>(environment, document, variables).subscribe({
      next: ({ taskGroups }) => setAnswer({ by, at, groups: taskGroups }),
      error: (error: Error) => toast(words(asFailure(error)).title, 'bad'),
    })
    return () => subscription.unsubscribe()
  }, [environment, asked, rung])
  // biome-ignore lint/correctness/useExhaustiveDependencies: other groups, none is closed
  useEffect(() => setClosed(new Set()), [by])

  const known = answer && answer.by === by ? answer : null
  const lines = useMemo(() => (known ? linesOf(known, total) : []), [known, total])
  const told = JSON.stringify(question)
  const fetcherOf = useCallback(
    (key: string) => {
      const list = JSON.parse(told) as Question
      if (!known) return taskFetcher(environment, list)
      const keys = known.groups.map(({ value }) => value ?? WITHOUT)
      const own = groupFilter(known.by, key, keys, new Date(known.at))
      return taskFetcher(environment, { ...list, filter: list.filter ? { and: [list.filter, own] } : own })
    },
    [environment, told, known],
  )
  const open = useMemo(() => new Set(lines.map(({ key }) => key).filter((key) => !closed.has(key))), [lines, closed])
  const rowsOf = useGroupPages(open, fetcherOf)
  const onToggle = useCallback((key: string) => {
    setClosed((before) => {
      const next = new Set(before)
      if (!next.delete(key)) next.add(key)
      return next
    })
  }, [])
  const dues: Record<Due, string> = {
    overdue: t`Overdue`,
    held: t`Held back: the client is cooling off`,
    today: t`Today`,
    week: t`Within seven days`,
    later: t`Later`,
    none: t`No due time`,
  }
  const title = (key: string, name: string | null) => {
    if (by === 'due') return dues[key as Due]
    if (by === 'priority') return word('priorities', key)
    if (key === REST) return by === 'client' ? t`All other clients` : t`All other people`
    return name ?? (key ? '—' : by === 'client' ? t`Without a client` : t`Nobody`)
  }
  const n = (value: number) => count(value, i18n.locale)
  // biome-ignore lint/correctness/useExhaustiveDependencies: all words follow the language
  const groups = useMemo(
    () =>
      lines.map(({ key, name, count: size, overdue, urgent }) => ({
        key,
        title: title(key, name),
        count: size,
        totals: {
          ...(urgent > 0 && by !== 'priority'
            ? { priority: <span className={css.total}>{t`${n(urgent)} urgent`}</span> }
            : {}),
          ...(overdue > 0 && by !== 'due'
            ? { dueAt: <span className={css.late}>{t`${n(overdue)} overdue`}</span> }
            : {}),
        },
      })),
    [lines, by, i18n.locale],
  )
  return useMemo(() => (known ? { groups, open, onToggle, rowsOf } : null), [known, groups, open, onToggle, rowsOf])
}
