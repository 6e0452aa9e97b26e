import { useCallback } from 'react'
import { graphql, useRelayEnvironment } from 'react-relay'
import type { useTaskChangesCancelMutation } from '../__generated__/useTaskChangesCancelMutation.graphql'
import type { useTaskChangesCompleteMutation } from '../__generated__/useTaskChangesCompleteMutation.graphql'
import type { useTaskChangesReopenMutation } from '../__generated__/useTaskChangesReopenMutation.graphql'
import type {
  UpdateTaskInput,
  useTaskChangesUpdateMutation,
} from '../__generated__/useTaskChangesUpdateMutation.graphql'
import type { Failure } from '../relay/failure'
import { useChange } from '../relay/useChange'

const update = graphql`
  mutation useTaskChangesUpdateMutation($input: UpdateTaskInput!) {
    updateTask(input: $input) {
      id
      ...taskRows_task
    }
  }
`
const complete = graphql`
  mutation useTaskChangesCompleteMutation($input: CompleteTaskInput!) {
    completeTask(input: $input) {
      id
      ...taskRows_task
    }
  }
`
const reopen = graphql`
  mutation useTaskChangesReopenMutation($input: VersionedInput!) {
    reopenTask(input: $input) {
      id
      ...taskRows_task
    }
  }
`
const cancel = graphql`
  mutation useTaskChangesCancelMutation($input: CancelTaskInput!) {
    cancelTask(input: $input) {
      id
      ...taskRows_task
    }
  }
`
/** Tasks changed at the same time. */
const AT_ONCE = 4

export type TaskChange =
  | { do: 'complete' | 'reopen' }
  | { do: 'cancel'; reason: string }
  | { do: 'update'; input: Omit<UpdateTaskInput, 'id' | 'version'> }

/** Changes of tasks by identifier, made from the version the store knows; each answers why it was refused, or null. */
export function useTaskChanges() {
  const environment = useRelayEnvironment()
  const [updateTask] = useChange<useTaskChangesUpdateMutation>(update)
  const [completeTask] = useChange<useTaskChangesCompleteMutation>(complete)
  const [reopenTask] = useChange<useTaskChangesReopenMutation>(reopen)
  const [cancelTask] = useChange<useTaskChangesCancelMutation>(cancel)
  const change = useCallback(
    async (id: string, what: TaskChange): Promise<Failure | null> => {
      const version = Number(environment.getStore().getSource().get(id)?.version)
      const outcome =
        what.do === 'update'
          ? await updateTask({ input: { ...what.input, id, version } })
          : what.do === 'cancel'
            ? await cancelTask({ input: { id, version, reason: what.reason } })
            : what.do === 'complete'
              ? await completeTask({ input: { id, version } })
              : await reopenTask({ input: { id, version } })
      return outcome.ok ? null : outcome.failure
    },
    [environment, updateTask, completeTask, reopenTask, cancelTask],
  )
  /** Many, a few at a time: which went through, and why the others did not. */
  const changeAll = useCallback(
    async (changes: readonly (readonly [id: string, change: TaskChange])[]) => {
      const waiting = [...changes]
      const done: string[] = []
      const refused: Failure[] = []
      const next = async (): Promise<void> => {
        const first = waiting.shift()
        if (!first) return
        const failure = await change(first[0], first[1])
        if (failure) refused.push(failure)
        else done.push(first[0])
        return next()
      }
      await Promise.all(Array.from({ length: AT_ONCE }, next))
      return { done, refused }
    },
    [change],
  )
  return { change, changeAll }
}
