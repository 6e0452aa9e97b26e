import { useCallback, useRef } from 'react'
import { graphql } from 'react-relay'
import type { PolicyEditInput, usePolicyDraftMutation } from '../../__generated__/usePolicyDraftMutation.graphql'
import { asFailure, type Failure } from '../../relay/failure'
import { useChange } from '../../relay/useChange'

const mutation = graphql`
  mutation usePolicyDraftMutation($input: ChangePolicyDraftInput!) {
    changePolicyDraft(input: $input) {
      number
      draft {
        version
        base
        effect {
          cells
          needsSecond
        }
      }
    }
  }
`
export type Edit = PolicyEditInput
export type Kept = { number: number; version: number; cells: number; needsSecond: boolean }

/** Edits of the draft, one call after the other, because each is made in the version that the one before it left. */
export function usePolicyDraft(present: Kept, onKept: (kept: Kept) => void) {
  const [run] = useChange<usePolicyDraftMutation>(mutation)
  const last = useRef(present)
  const queue = useRef<Promise<unknown>>(Promise.resolve())
  // Whoever reads the page anew goes on from what he read.
  if (present.version > last.current.version || present.number !== last.current.number || present.version === 0)
    last.current = present
  return useCallback(
    (edits: readonly Edit[]): Promise<Failure | null> => {
      const turn = async () => {
        const { version, number } = last.current
        const outcome = await run({ input: { version, base: number, edits: [...edits] } })
        if (!outcome.ok) return outcome.failure
        const draft = outcome.data.changePolicyDraft?.draft
        last.current = {
          number: outcome.data.changePolicyDraft?.number ?? number,
          version: draft?.version ?? 0,
          cells: draft?.effect?.cells ?? 0,
          needsSecond: draft?.effect?.needsSecond ?? false,
        }
        onKept(last.current)
        return null
      }
      const result = queue.current.then(turn).catch(asFailure)
      queue.current = result
      return result
    },
    [run, onKept],
  )
}
