import { useLingui } from '@lingui/react/macro'
import { useCallback, useRef } from 'react'
import { fetchQuery, graphql, useRelayEnvironment } from 'react-relay'
import type { Environment } from 'relay-runtime'
import type { useClientSaveMutation } from '../__generated__/useClientSaveMutation.graphql'
import type { useClientSaveQuery } from '../__generated__/useClientSaveQuery.graphql'
import { useChange } from '../relay/useChange'
import type { CellChange } from '../ui/grid/history'
import type { Save, Saved } from '../ui/grid/useEdits'
import { useFailureText } from '../ui/useFailureText'
import { useFields } from '../viewer/useFields'
import type { Field } from '../viewer/Viewer'
import { changesOf } from './clientDraft'

const mutation = graphql`
  mutation useClientSaveMutation($input: UpdateClientInput!) {
    updateClient(input: $input) {
      id
      version
      ...ClientCells_client
      namePinyin
    }
  }
`
const query = graphql`
  query useClientSaveQuery($id: ID!) {
    client(id: $id) {
      id
      version
      ...ClientCells_client
    }
  }
`

/** Rows saved at the same time; the changes of one row always wait for each other. */
const AT_ONCE = 4

/** The version the store knows, else the server's. */
async function versionOf(environment: Environment, id: string): Promise<number | null> {
  const known = environment.getStore().getSource().get(id)?.version
  if (typeof known === 'number') return known
  return freshVersion(environment, id)
}
async function freshVersion(environment: Environment, id: string): Promise<number | null> {
  const found = await fetchQuery<useClientSaveQuery>(environment, query, { id }, { fetchPolicy: 'network-only' })
    .toPromise()
    .catch(() => undefined)
  return found?.client?.version ?? null
}

/** The input that says what changed in one row. */
function inputOf(fields: readonly Field[], changes: readonly CellChange[]) {
  const base = Object.fromEntries(changes.map(({ column, before }) => [column, before]))
  const draft = Object.fromEntries(changes.map(({ column, after }) => [column, after]))
  return changesOf(
    fields.filter((field) => field.key in draft),
    base,
    draft,
  )
}

/** Saves cells of the client list: one mutation a row, one after the other within a row. */
export function useClientSave(): Save {
  const { t } = useLingui()
  const environment = useRelayEnvironment()
  const words = useFailureText()
  const { all } = useFields()
  const [update] = useChange<useClientSaveMutation>(mutation)
  const queues = useRef(new Map<string, Promise<unknown>>())
  const latest = useRef({ words, all, update })
  latest.current = { words, all, update }

  const saveRow = useCallback(
    async (id: string, changes: readonly CellChange[]): Promise<Saved> => {
      const { words: wordsOf, all: fields, update: send } = latest.current
      const input = inputOf(fields, changes)
      let version = await versionOf(environment, id)
      for (let attempt = 0; attempt < 3; attempt++) {
        if (version === null) return { ok: false, why: t`There is no such record, or you may not see it.` }
        const outcome = await send({ input: { ...input, id, version } })
        if (outcome.ok) return { ok: true }
        const { failure } = outcome
        if (failure.code !== 'CONFLICT') return { ok: false, why: wordsOf(failure).title }
        // Somebody else saved another field: both changes stand. The same field is for the person to decide.
        const theirs = Array.isArray(failure.params.fields) ? failure.params.fields : []
        const same = changes.some(({ column }) => theirs.includes(column))
        version = await freshVersion(environment, id)
        if (same) return { ok: false, why: t`Somebody changed this field meanwhile. Try again to overwrite it.` }
      }
      return { ok: false, why: t`Somebody is changing this client right now. Try again in a moment.` }
    },
    [environment, t],
  )

  return useCallback(
    async (changes) => {
      const rows = [...Map.groupBy(changes, (change) => change.id)]
      const answers = new Map<string, Saved>()
      const next = async (): Promise<void> => {
        const row = rows.shift()
        if (!row) return
        const [id, own] = row
        const before = queues.current.get(id) ?? Promise.resolve()
        const saving = before.then(() => saveRow(id, own))
        queues.current.set(id, saving)
        answers.set(id, await saving)
        if (queues.current.get(id) === saving) queues.current.delete(id)
        return next()
      }
      await Promise.all(Array.from({ length: AT_ONCE }, next))
      return changes.map(({ id }) => answers.get(id) ?? { ok: false, why: '' })
    },
    [saveRow],
  )
}
