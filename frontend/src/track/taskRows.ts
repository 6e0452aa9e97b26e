import { graphql } from 'react-relay'
import type { taskRows_task$data } from '../__generated__/taskRows_task.graphql'

/** What a line of the task sheet shows, and what its dialog edits. */
export const taskRows = graphql`
  fragment taskRows_task on Task @relay(plural: true) {
    id
    version
    title
    body
    state
    priority
    dueAt
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

export type TaskData = taskRows_task$data[number]
