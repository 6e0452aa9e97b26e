import { useCallback, useState } from 'react'
import { useRelayEnvironment } from 'react-relay'
import {
  commitMutation,
  type GraphQLTaggedNode,
  type IEnvironment,
  type MutationParameters,
  type SelectorStoreUpdater,
} from 'relay-runtime'
import { asFailure, Failure, failureOf, type ServerError } from './failure'
import { withStepUp } from './stepUp'

export type Outcome<Data> = { ok: true; data: Data } | { ok: false; failure: Failure }

type Options<M extends MutationParameters> = {
  updater?: SelectorStoreUpdater<M['response']>
}

/**
 * A mutation that never throws: the data, or the Failure of the first error.
 *
 * A root field that came back null with an error is a failure although the HTTP exchange succeeded. Where the server
 * wants a fresh proof of identity, the person is asked for it and the call is made once more. onBusy: 1 when a call
 * goes out, -1 when it is answered.
 */
export function change<M extends MutationParameters>(
  environment: IEnvironment,
  mutation: GraphQLTaggedNode,
  variables: M['variables'],
  { updater, onBusy }: Options<M> & { onBusy?: (by: number) => void } = {},
): Promise<Outcome<M['response']>> {
  const once = () =>
    new Promise<Outcome<M['response']>>((resolve) => {
      onBusy?.(1)
      const settle = (outcome: Outcome<M['response']>) => {
        onBusy?.(-1)
        resolve(outcome)
      }
      commitMutation<M>(environment, {
        mutation,
        variables,
        ...(updater ? { updater } : {}),
        onCompleted: (data, errors) => {
          const empty = Object.values(data ?? {}).every((value) => value == null)
          if (empty)
            settle({ ok: false, failure: errors ? failureOf(errors as ServerError[]) : new Failure('INTERNAL', '') })
          else settle({ ok: true, data })
        },
        onError: (error) => settle({ ok: false, failure: asFailure(error) }),
      })
    })
  return withStepUp(once, (outcome) => !outcome.ok && outcome.failure.code === 'STEP_UP_REQUIRED')
}

/**
 * A mutation as one awaitable call that never throws.
 *
 * Returns [run, busy]; `run(variables)` is `change` on the page's own store.
 */
export function useChange<M extends MutationParameters>(mutation: GraphQLTaggedNode) {
  const environment = useRelayEnvironment()
  const [busy, setBusy] = useState(0)
  const run = useCallback(
    (variables: M['variables'], options: Options<M> = {}) =>
      change<M>(environment, mutation, variables, {
        ...options,
        onBusy: (by) => setBusy((count) => count + by),
      }),
    [environment, mutation],
  )
  return [run, busy > 0] as const
}
