import { useCallback, useState } from 'react'
import { useRelayEnvironment } from 'react-relay'
import {
  commitMutation,
  type GraphQLTaggedNode,
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
 * A mutation as one awaitable call that never throws.
 *
 * Returns [run, busy]. `run(variables)` resolves with the data, or with the Failure of the first error; a root field
 * that came back null with an error is a failure although the HTTP exchange succeeded. Where the server wants a fresh
 * proof of identity, the person is asked for it and the call is made once more.
 */
export function useChange<M extends MutationParameters>(mutation: GraphQLTaggedNode) {
  const environment = useRelayEnvironment()
  const [busy, setBusy] = useState(0)
  const once = useCallback(
    (variables: M['variables'], options: Options<M>) =>
      new Promise<Outcome<M['response']>>((resolve) => {
        setBusy((count) => count + 1)
        const settle = (outcome: Outcome<M['response']>) => {
          setBusy((count) => count - 1)
          resolve(outcome)
        }
        commitMutation<M>(environment, {
          mutation,
          variables,
          ...(options.updater ? { updater: options.updater } : {}),
          onCompleted: (data, errors) => {
            const empty = Object.values(data ?? {}).every((value) => value == null)
            if (empty)
              settle({ ok: false, failure: errors ? failureOf(errors as ServerError[]) : new Failure('INTERNAL', '') })
            else settle({ ok: true, data })
          },
          onError: (error) => settle({ ok: false, failure: asFailure(error) }),
        })
      }),
    [environment, mutation],
  )
  const run = useCallback(
    (variables: M['variables'], options: Options<M> = {}) =>
      withStepUp(
        () => once(variables, options),
        (outcome) => !outcome.ok && outcome.failure.code === 'STEP_UP_REQUIRED',
      ),
    [once],
  )
  return [run, busy > 0] as const
}
