import { useLingui } from '@lingui/react/macro'
import { useCallback } from 'react'
import type { Failure } from '../../relay/failure'
import type { Save } from '../../ui/grid/useEdits'
import { useFailureText } from '../../ui/useFailureText'
import type { DraftedCells } from './draftedCells'
import type { Role } from './PoliciesPage'
import { keepingExports } from './policyCells'
import type { Edit } from './usePolicyDraft'

/** Cells that one call changes at most. */
const AT_ONCE = 100

/** Saves cells of the grid into the draft; a cell that the server refuses is tried alone, so that it alone is refused. */
export function useGridSave(
  roles: readonly Role[],
  drafted: DraftedCells,
  change: ((edits: readonly Edit[]) => Promise<Failure | null>) | null,
): Save {
  const { t } = useLingui()
  const words = useFailureText()
  return useCallback<Save>(
    async (changes) => {
      if (!change) return changes.map(() => ({ ok: false, why: t`You may read this and not change it.` }))
      const edits = changes.map(({ id, column, before, after }) => ({
        roles: [column],
        coordinates: [id],
        cell: keepingExports(after, before),
      }))
      const failures: (Failure | null)[] = []
      for (let from = 0; from < edits.length; from += AT_ONCE) {
        const some = edits.slice(from, from + AT_ONCE)
        const failure = await change(some)
        if (!failure) failures.push(...some.map(() => null))
        else if (some.length === 1 || failure.code !== 'BAD_USER_INPUT') failures.push(...some.map(() => failure))
        else for (const edit of some) failures.push(await change([edit]))
      }
      return changes.map(({ id, column }, n) => {
        const failure = failures[n]
        if (failure) return { ok: false, why: words(failure).title }
        drafted.set(
          id,
          roles.findIndex(({ name }) => name === column),
          edits[n]?.cell ?? '',
        )
        return { ok: true }
      })
    },
    [change, roles, drafted, words, t],
  )
}
