import { useEffect, useState } from 'react'
import { fetchQuery, type GraphQLTaggedNode, useRelayEnvironment } from 'react-relay'
import type { OperationType, VariablesOf } from 'relay-runtime'
import { asFailure, type Failure } from './failure'

/** Milliseconds without a change after which is asked. */
const REST = 250

type Answered<Q extends OperationType> = { data: Q['response'] } | { failure: Failure }

/** What a query says, asked a moment after the last change of its variables; null until it is known for these. */
export function useAnswer<Q extends OperationType>(
  query: GraphQLTaggedNode,
  variables: VariablesOf<Q>,
): Answered<Q> | null {
  const environment = useRelayEnvironment()
  const [answer, setAnswer] = useState<{ of: string; told: Answered<Q> } | null>(null)
  const asked = JSON.stringify(variables)
  useEffect(() => {
    let stop: (() => void) | undefined
    const timer = setTimeout(() => {
      const subscription = fetchQuery<Q>(environment, query, JSON.parse(asked)).subscribe({
        next: (data) => setAnswer({ of: asked, told: { data } }),
        error: (error: Error) => setAnswer({ of: asked, told: { failure: asFailure(error) } }),
      })
      stop = () => subscription.unsubscribe()
    }, REST)
    return () => {
      clearTimeout(timer)
      stop?.()
    }
  }, [environment, query, asked])
  return answer?.of === asked ? answer.told : null
}
