import { useLingui } from '@lingui/react/macro'
import { useRef, useState } from 'react'
import { graphql } from 'react-relay'
import type { useArrangeMutation } from '../__generated__/useArrangeMutation.graphql'
import type { Failure } from '../relay/failure'
import { useChange } from '../relay/useChange'
import { toast, untoast } from '../ui/Toasts'
import type { OwnField } from './FieldsPage'
import { arranged, NEW, type Place } from './formLayout'

const mutation = graphql`
  mutation useArrangeMutation($input: ArrangeFormInput!) {
    arrangeForm(input: $input) {
      version
      sections {
        id
      }
    }
  }
`
type Places = readonly Place<OwnField>[]

/** What the screen is ahead of the stored form by; version: of what the server made of it, none while it is asked. */
type Ahead = { places: Places; version: number }
const ASKED = Number.POSITIVE_INFINITY

/**
 * Puts the form as it is dragged or stepped to, at once on the screen and then on the server; what was before can be had
 * back. Several steps in a row are sent one after the other, each from the version that the one before made.
 */
export function useArrange(stored: Places, version: number, onSaved: () => void) {
  const { t } = useLingui()
  const [run] = useChange<useArrangeMutation>(mutation)
  const [ahead, setAhead] = useState<Ahead | null>(null)
  const [failure, setFailure] = useState<Failure | null>(null)
  const waiting = useRef<Places | null>(null)
  const shown = ahead && ahead.version > version ? ahead : { places: stored, version }
  const send = async (next: Places, from: number, back: Places | null): Promise<void> => {
    setAhead({ places: next, version: ASKED })
    setFailure(null)
    // To undo the step before would be to undo another form than the one on the screen.
    untoast('form')
    const outcome = await run({ input: arranged(next, from) })
    const now = outcome.ok ? outcome.data.arrangeForm?.version : undefined
    const further = waiting.current
    waiting.current = null
    // Of several steps meanwhile only the last matters; a section that was new has another name now.
    if (further && now !== undefined && !hasNew(further)) return send(further, now, back)
    setAhead(now === undefined || hasNew(next) ? null : { places: next, version: now })
    if (!outcome.ok) setFailure(outcome.failure)
    onSaved()
    if (back && now !== undefined)
      toast(t`The form was arranged.`, {
        key: 'form',
        action: { label: t`Undo`, run: () => void send(undone(back, next), now, null) },
      })
  }
  return {
    places: shown.places,
    failure,
    arrange: (next: Places) => {
      if (shown.version !== ASKED) return void send(next, shown.version, shown.places)
      waiting.current = next
      setAhead({ places: next, version: ASKED })
    },
  }
}

const hasNew = (places: Places): boolean => places.some(({ id }) => id.startsWith(NEW))

/** What was before, where sections that went since are made again. */
function undone(back: Places, next: Places): Places {
  const there = new Set(next.map(({ id }) => id))
  return back.map((place, number) => (there.has(place.id) ? place : { ...place, id: `${NEW}${number}` }))
}
