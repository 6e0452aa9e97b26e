import { useMemo } from 'react'
import { graphql, useSubscription } from 'react-relay'
import type { GraphQLSubscriptionConfig } from 'relay-runtime'
import type { LiveTasksSubscription } from '../__generated__/LiveTasksSubscription.graphql'
import { taskArrived } from '../book/taskBell'

const subscription = graphql`
  subscription LiveTasksSubscription {
    taskChanged {
      ...TaskRow_task
    }
  }
`

/** Keeps every task on the screen as the server has it; lists learn that one was added. */
export function LiveTasks() {
  const config = useMemo<GraphQLSubscriptionConfig<LiveTasksSubscription>>(
    () => ({ subscription, variables: {}, onNext: taskArrived }),
    [],
  )
  useSubscription<LiveTasksSubscription>(config)
  return null
}
