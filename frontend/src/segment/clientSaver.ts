import { fetchQuery, graphql } from 'react-relay'
import type { IEnvironment } from 'relay-runtime'
import type { clientSaverMutation } from '../__generated__/clientSaverMutation.graphql'
import type { clientSaverQuery } from '../__generated__/clientSaverQuery.graphql'
import type { Failure } from '../relay/failure'
import { change } from '../relay/useChange'
import type { CellChange } from '../ui/grid/history'
import type { Saved } from '../ui/grid/useEdits'
import type { Field } from '../viewer/Viewer'
import { changesOf } from './clientDraft'
import { bareKey, isOwn } from './ownFilter'

const mutation = graphql`
  mutation clientSaverMutation($input: UpdateClientInput!, $own: [String!], $withOwn: Boolean!) {
    updateClient(input: $input) {
      id
      version
      ...ClientCells_client @arguments(own: $own, withOwn: $withOwn)
      namePinyin
    }
  }
`
const query = graphql`
  query clientSaverQuery($id: ID!, $own: [String!], $withOwn: Boolean!) {
    client(id: $id) {
      id
      version
      ...ClientCells_client @arguments(own: $own, withOwn: $withOwn)
    }
  }
`

/** Rows saved at the same time; the changes of one row always wait for each other. */
const AT_ONCE = 4

/** The version the store knows, else the server's. */
async function versionOf(environment: IEnvironment, id: string, own: readonly string[]): Promise<number | null> {
  const known = environment.getStore().getSource().get(id)?.version
  if (typeof known === 'number') return known
  return freshVersion(environment, id, own)
}
/** The version the server has now; null when there is no such client for this person. */
export async function freshVersion(
  environment: IEnvironment,
  id: string,
  own: readonly string[] = [],
): Promise<number | null> {
  const asked = { id, own, withOwn: own.length > 0 }
  const found = await fetchQuery<clientSaverQuery>(environment, query, asked, { fetchPolicy: 'network-only' })
    .toPromise()
    .catch(() => undefined)
  return found?.client?.version ?? null
}

/** The input that says what changed in one row. */
function inputOf(fields: readonly Field[], changes: readonly CellChange[]) {
  const base = Object.fromEntries(changes.map(({ column, before }) => [column, before]))
  const draft = Object.fromEntries(changes.map(({ column, after }) => [column, after]))
  const told = changesOf(
    fields.filter((field) => field.key in draft),
    base,
    draft,
  )
  const custom = Object.entries(told).flatMap(([key, value]) => (isOwn(key) ? [{ field: bareKey(key), value }] : []))
  const plain = Object.fromEntries(Object.entries(told).filter(([key]) => !isOwn(key)))
  return custom.length > 0 ? { ...plain, custom } : plain
}

/** What a save needs of the page. own: keys of own fields that the list shows, which come back with the row; queues: the save under way of each row, which later ones of the row wait for. */
export type Ground = {
  environment: IEnvironment
  fields: readonly Field[]
  own: readonly string[]
  queues: Map<string, Promise<unknown>>
  wordsOf: (failure: Failure) => string
  says: { gone: string; same: string; busy: string }
}

async function saveRow(ground: Ground, id: string, changes: readonly CellChange[]): Promise<Saved> {
  const { environment, fields, own, wordsOf, says } = ground
  const input = inputOf(fields, changes)
  let version = await versionOf(environment, id, own)
  for (let attempt = 0; attempt < 3; attempt++) {
    if (version === null) return { ok: false, why: says.gone }
    const outcome = await change<clientSaverMutation>(environment, mutation, {
      input: { ...input, id, version },
      own,
      withOwn: own.length > 0,
    })
    if (outcome.ok) return { ok: true }
    const { failure } = outcome
    if (failure.code !== 'CONFLICT') return { ok: false, why: wordsOf(failure) }
    // Somebody else saved another field: both changes stand. The same field is for the person to decide.
    const theirs = Array.isArray(failure.params.fields) ? failure.params.fields : []
    const same = changes.some(({ column }) => theirs.includes(column))
    version = await freshVersion(environment, id, own)
    if (same) return { ok: false, why: says.same }
  }
  return { ok: false, why: says.busy }
}

/** Saves cells: one mutation a row, one after the other within a row; an answer for each change, in their order. */
export async function saveCells(ground: Ground, changes: readonly CellChange[]): Promise<readonly Saved[]> {
  const { queues } = ground
  const rows = [...Map.groupBy(changes, ({ id }) => id)]
  const answers = new Map<string, Saved>()
  const next = async (): Promise<void> => {
    const row = rows.shift()
    if (!row) return
    const [id, own] = row
    const before = queues.get(id) ?? Promise.resolve()
    const saving = before.then(() => saveRow(ground, id, own))
    queues.set(id, saving)
    answers.set(id, await saving)
    if (queues.get(id) === saving) queues.delete(id)
    return next()
  }
  await Promise.all(Array.from({ length: AT_ONCE }, next))
  return changes.map(({ id }) => answers.get(id) ?? { ok: false, why: '' })
}
