import { useLingui } from '@lingui/react/macro'
import { useCallback, useRef } from 'react'
import { useRelayEnvironment } from 'react-relay'
import { asFailure } from '../relay/failure'
import type { Save } from '../ui/grid/useEdits'
import { useFailureText } from '../ui/useFailureText'
import { useFields } from '../viewer/useFields'
import { useViewer } from '../viewer/Viewer'

/** Saves cells of clients; how is loaded when the first one changes. own: keys of own fields that a list shows. */
export function useClientSave(own: readonly string[] = []): Save {
  const { t } = useLingui()
  const environment = useRelayEnvironment()
  const words = useFailureText()
  const { all } = useFields()
  const queues = useRef(new Map<string, Promise<unknown>>())
  const { ownFields } = useViewer()
  const latest = useRef({ words, fields: [...all, ...ownFields], own })
  latest.current = { words, fields: [...all, ...ownFields], own }
  return useCallback(
    async (changes) => {
      const { words: wordsOf, fields, own } = latest.current
      const says = {
        gone: t`There is no such record, or you may not see it.`,
        same: t`Somebody changed this field meanwhile. Try again to overwrite it.`,
        busy: t`Somebody is changing this client right now. Try again in a moment.`,
      }
      try {
        const { saveCells } = await import('./clientSaver')
        const ground = { environment, fields, own, queues: queues.current, says }
        return await saveCells({ ...ground, wordsOf: (failure) => wordsOf(failure).title }, changes)
      } catch (error) {
        // The way to save could not be loaded: every cell keeps what was typed and offers to try again.
        const why = wordsOf(asFailure(error)).title
        return changes.map(() => ({ ok: false, why }))
      }
    },
    [environment, t],
  )
}
