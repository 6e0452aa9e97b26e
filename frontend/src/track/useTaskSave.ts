import { useCallback } from 'react'
import { useRelayEnvironment } from 'react-relay'
import { dateTime, instantOf } from '../format/date'
import type { CellChange } from '../ui/grid/history'
import type { Save } from '../ui/grid/useEdits'
import { useFailureText } from '../ui/useFailureText'
import type { TaskChange } from './useTaskChanges'
import { useTaskChanges } from './useTaskChanges'

/** When on its day a task is due that had no time before. */
const EVENING = '18:00'

/** A day as the instant a task is due on it: at the same time of day as before. */
export function dueOn(day: string, before: string | null | undefined): string | null {
  return day ? instantOf(`${day} ${before ? dateTime(before).slice(11) : EVENING}`) : null
}

/** Changed cells of one task as one change. */
function changeOf(changes: readonly CellChange[], dueAt: string | null | undefined): TaskChange {
  const input: Record<string, string | null> = {}
  for (const { column, after } of changes) input[column] = column === 'dueAt' ? dueOn(after, dueAt) : after
  return { do: 'update', input }
}

/** Saves cells of the task sheet: one mutation a task. */
export function useTaskSave(): Save {
  const environment = useRelayEnvironment()
  const words = useFailureText()
  const { change } = useTaskChanges()
  return useCallback(
    async (changes) => {
      const dueAtOf = (id: string) => environment.getStore().getSource().get(id)?.dueAt as string | null | undefined
      const rows = [...Map.groupBy(changes, ({ id }) => id)]
      const answers = await Promise.all(
        rows.map(async ([id, own]) => [id, await change(id, changeOf(own, dueAtOf(id)))] as const),
      )
      const refused = new Map(answers)
      return changes.map(({ id }) => {
        const failure = refused.get(id)
        return failure ? { ok: false, why: words(failure).title } : { ok: true }
      })
    },
    [change, words, environment],
  )
}
