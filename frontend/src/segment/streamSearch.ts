import { useDeferredValue } from 'react'
import type { TimelineKind } from '../__generated__/FamilyPanelQuery.graphql'
import { useSearchValues } from '../viewer/url'

export const STREAM_KINDS = ['INTERACTION', 'TASK', 'TRANSACTION', 'MESSAGE', 'CHANGE'] as const
export type StreamKind = (typeof STREAM_KINDS)[number]

/** What the URL asks of a timeline. */
export type Stream = { kind: StreamKind | null; who: string | null; until: string | null }

/** The parameters of the URL that belong to a timeline, each taken away. */
export const NO_STREAM = { kind: null, who: null, until: null, entry: null, family: null }

/** What the URL asks of a timeline, and whether what is shown is still the answer to an earlier question. */
export function useStream(): { asked: Stream; shown: Stream; kinds: readonly TimelineKind[] | null; waiting: boolean } {
  const { kind, who = null, until = null } = useSearchValues()
  const known = STREAM_KINDS.find((each) => each === kind) ?? null
  const at = until && !Number.isNaN(Date.parse(until)) ? until : null
  const asked = { kind: known, who, until: at }
  const shown = { kind: useDeferredValue(known), who: useDeferredValue(who), until: useDeferredValue(at) }
  const waiting = shown.kind !== known || shown.who !== who || shown.until !== at
  return { asked, shown, kinds: shown.kind && [shown.kind], waiting }
}
