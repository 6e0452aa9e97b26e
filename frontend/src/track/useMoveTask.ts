import { useLingui } from '@lingui/react/macro'
import { useCallback } from 'react'
import { taskArrived } from '../book/taskBell'
import { dayOf } from '../format/date'
import { toast } from '../ui/Toasts'
import { useFailureText } from '../ui/useFailureText'
import { useRight } from '../viewer/Viewer'
import { plusDays } from './calendarDays'
import type { CalendarTask } from './useCalendarEntries'
import { useTaskChanges } from './useTaskChanges'
import { dueOn } from './useTaskSave'

/** Moves a task to another day at the same time of day; can be taken back. Undefined where one may not. */
export function useMoveTask() {
  const { t } = useLingui()
  const words = useFailureText()
  const { change } = useTaskChanges()
  const may = useRight('Mutation.updateTask')
  const moveTo = useCallback(
    async (task: CalendarTask, day: string) => {
      const before = task.dueAt
      if (!before || dayOf(before) === day) return
      const put = (dueAt: string | null) => change(task.id, { do: 'update', input: { dueAt } })
      const failure = await put(dueOn(day, before))
      if (failure) return toast(words(failure).title, 'bad')
      taskArrived()
      toast(t`“${task.title}” is due on ${day} now.`, {
        action: { label: t`Undo`, run: () => void put(before).then(taskArrived) },
      })
    },
    [change, t, words],
  )
  const moveBy = useCallback(
    (task: CalendarTask, days: number) => void moveTo(task, plusDays(dayOf(task.dueAt ?? ''), days)),
    [moveTo],
  )
  return may ? { moveTo, moveBy } : undefined
}
