import { graphql } from 'react-relay'
import type { IEnvironment } from 'relay-runtime'
import type { clientOwnersMutation } from '../__generated__/clientOwnersMutation.graphql'
import { asFailure, Failure } from '../relay/failure'
import { change } from '../relay/useChange'
import { freshVersion } from './clientSaver'

const mutation = graphql`
  mutation clientOwnersMutation($input: AssignClientInput!) {
    assignClient(input: $input) {
      id
      version
      ...ClientCells_client
    }
  }
`

/** Clients handed over at the same time. */
const AT_ONCE = 4

/** A client and the user who becomes its owner. */
export type Owning = { client: string; user: string }

/** Gives each client its owner, one mutation a client; which were given, and why the others were not. */
export async function assignOwners(
  environment: IEnvironment,
  wanted: readonly Owning[],
  reason: string | null,
): Promise<{ done: Owning[]; refused: Failure[] }> {
  const waiting = [...wanted]
  const done: Owning[] = []
  const refused: Failure[] = []
  const next = async (): Promise<void> => {
    const one = waiting.shift()
    if (!one) return
    const failure = await assign(environment, one, reason).catch(asFailure)
    if (failure) refused.push(failure)
    else done.push(one)
    return next()
  }
  await Promise.all(Array.from({ length: AT_ONCE }, next))
  return { done, refused }
}

async function assign(environment: IEnvironment, { client, user }: Owning, reason: string | null) {
  const version = await freshVersion(environment, client)
  if (version === null) return new Failure('NOT_FOUND', '')
  const input = { id: client, version, user, role: 'owner', reason }
  const outcome = await change<clientOwnersMutation>(environment, mutation, { input })
  return outcome.ok ? null : outcome.failure
}
