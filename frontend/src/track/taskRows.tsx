import { type ReactNode, useCallback } from 'react'
import { graphql, useFragment, useRelayEnvironment } from 'react-relay'
import { getFragment, getSingularSelector } from 'relay-runtime'
import type { taskRows_task$data, taskRows_task$key } from '../__generated__/taskRows_task.graphql'

/** What a line of the task sheet shows, and what its dialog edits. */
const fragment = graphql`
  fragment taskRows_task on Task {
    id
    version
    title
    body
    state
    priority
    dueAt
    heldUntil
    outcome
    createdAt
    completedAt
    client {
      id
      name
    }
    assignee {
      id
      name
    }
  }
`

export type TaskData = taskRows_task$data

/** Subscribes a line to its task. */
export function WithTask({ row, children }: { row: taskRows_task$key; children: (task: TaskData) => ReactNode }) {
  return children(useFragment(fragment, row))
}

/** Reads a task of the sheet as the store knows it now, without subscribing. */
export function useReadTask(): (row: taskRows_task$key) => TaskData {
  const environment = useRelayEnvironment()
  return useCallback(
    (row) => {
      const selector = getSingularSelector(getFragment(fragment), row)
      if (!selector) throw new Error('a row without the fragment of the task sheet')
      return environment.lookup(selector).data as unknown as TaskData
    },
    [environment],
  )
}
