import { plural } from '@lingui/core/macro'
import { useLingui } from '@lingui/react/macro'
import { graphql } from 'react-relay'
import type { useHandoverExecuteMutation } from '../__generated__/useHandoverExecuteMutation.graphql'
import type { useHandoverUndoMutation } from '../__generated__/useHandoverUndoMutation.graphql'
import type { Failure } from '../relay/failure'
import { useChange } from '../relay/useChange'
import { toast } from '../ui/Toasts'

const executeOne = graphql`
  mutation useHandoverExecuteMutation($input: VersionedInput!) {
    executeHandover(input: $input) {
      clientCount
      ...HandoverPage_handover
      id
      version
    }
  }
`
const undoOne = graphql`
  mutation useHandoverUndoMutation($input: VersionedInput!) {
    undoHandover(input: $input) {
      keptCount
      ...HandoverPage_handover
    }
  }
`

export type Versioned = { readonly id: string; readonly version: number }
type Act = (of: Versioned) => Promise<Failure | null>

/** Takes a hand-over back and says what stayed; what it was refused for, if it was. */
export function useUndoHandover(): readonly [Act, boolean] {
  const { t } = useLingui()
  const [run, busy] = useChange<useHandoverUndoMutation>(undoOne)
  const undo: Act = async ({ id, version }) => {
    const outcome = await run({ input: { id, version } })
    if (!outcome.ok) return outcome.failure
    const kept = outcome.data.undoHandover?.keptCount ?? 0
    toast(
      kept > 0
        ? t`Taken back. ${plural(kept, { one: '# client', other: '# clients' })} had been given to somebody else since and stayed.`
        : t`Taken back.`,
    )
    return null
  }
  return [undo, busy]
}

/** Executes a plan and offers to take it back; what it was refused for, if it was. */
export function useExecuteHandover(): readonly [Act, boolean] {
  const { t } = useLingui()
  const [run, busy] = useChange<useHandoverExecuteMutation>(executeOne)
  const [undo] = useUndoHandover()
  const execute: Act = async ({ id, version }) => {
    const outcome = await run({ input: { id, version } })
    if (!outcome.ok) return outcome.failure
    const done = outcome.data.executeHandover
    const clients = done?.clientCount ?? 0
    const back = async () => {
      const failure = done ? await undo(done) : null
      if (failure) toast(failure.message, 'bad')
    }
    toast(t`${plural(clients, { one: '# client', other: '# clients' })} handed over.`, {
      action: { label: t`Undo`, run: () => void back() },
    })
    return null
  }
  return [execute, busy]
}
