import type { Client } from 'graphql-ws'
import {
  Environment,
  type FetchFunction,
  type GraphQLResponse,
  Network,
  Observable,
  RecordSource,
  Store,
  type SubscribeFunction,
} from 'relay-runtime'
import { asFailure, failureOf, type ServerError } from './failure'
import { exchange } from './http'
import { reportReachable } from './reach'
import { endSession } from './session'

type Answer = { data?: Record<string, unknown> | null; errors?: ServerError[] }

/**
 * Sends the id of a document, never its text: the server takes no others from most people.
 *
 * Mutations answer with nulls and errors; the caller of `useChange` reads them. Queries throw only without any data.
 */
const post: FetchFunction = async ({ id }, variables) => {
  try {
    const answer = await exchange<Answer>('/graphql', { id, variables })
    const refused = answer.errors?.find((error) => error.extensions?.code === 'UNAUTHENTICATED')
    if (refused) throw failureOf([refused])
    if (!answer.data) throw failureOf(answer.errors)
    return answer as GraphQLResponse
  } catch (error) {
    const failure = asFailure(error)
    if (failure.code === 'UNAUTHENTICATED') endSession()
    throw failure
  }
}

/** The one socket of the page; it opens with the first subscription and re-opens by itself. */
async function socket(): Promise<Client> {
  const { createClient } = await import('graphql-ws')
  return createClient({
    url: `${location.origin.replace(/^http/, 'ws')}/graphql`,
    lazy: true,
    retryAttempts: Number.POSITIVE_INFINITY,
    shouldRetry: () => true,
    keepAlive: 20_000,
    on: { connected: () => reportReachable(true) },
  })
}

/** A fresh environment: one per signed-in person, so nothing of the previous one stays in memory. */
export function createEnvironment(): Environment {
  let client: Promise<Client> | undefined
  const subscribe: SubscribeFunction = ({ id }, variables) =>
    Observable.create((sink) => {
      let stopped = false
      let stop = () => {
        stopped = true
      }
      client ??= socket()
      client.then(
        (opened) => {
          if (stopped) return
          // The protocol wants a text; an empty one beside the id does no harm.
          const payload = { id, query: '', variables }
          stop = opened.subscribe(payload, {
            next: (value) => sink.next(value as GraphQLResponse),
            error: (error) => sink.error(asFailure(error)),
            complete: () => sink.complete(),
          })
        },
        (error) => sink.error(asFailure(error)),
      )
      return () => stop()
    })
  return new Environment({
    network: Network.create(post, subscribe),
    store: new Store(new RecordSource(), { gcReleaseBufferSize: 30, queryCacheExpirationTime: 60_000 }),
  })
}
