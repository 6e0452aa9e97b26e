import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { graphql } from 'react-relay'
import type { useArrangeMutation } from '../__generated__/useArrangeMutation.graphql'
import type { Failure } from '../relay/failure'
import { useChange } from '../relay/useChange'
import { toast, untoast } from '../ui/Toasts'
import type { OwnField } from './FieldsPage'
import { arranged, type Place } from './formLayout'

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

/**
 * Puts the form as it is dragged or stepped to, at once on the screen and then on the server; what was before can be had
 * back. Several steps in a row are sent one after the other, each from the version that the one before made.
 */
export function useArrange(stored: Places, version: number, onSaved: () => void) {
  const { t } = useLingui()
  const [run, busy] = useChange<useArrangeMutation>(mutation)
  const [ahead, setAhead] = useState<Places | null>(null)
  const [failure, setFailure] = useState<Failure | null>(null)
  const send = async (next: Places, from: number, back: Places | null) => {
    setAhead(next)
    setFailure(null)
    // To undo the step before would be to undo another form than the one on the screen.
    untoast('form')
    const outcome = await run({ input: arranged(next, from) })
    setAhead(null)
    if (!outcome.ok) setFailure(outcome.failure)
    const now = outcome.ok ? outcome.data.arrangeForm?.version : undefined
    onSaved()
    if (back && now !== undefined)
      toast(t`The form was arranged.`, {
        key: 'form',
        action: { label: t`Undo`, run: () => void send(undone(back, next), now, null) },
      })
  }
  return {
    places: ahead ?? stored,
    failure,
    arrange: (next: Places) => {
      if (!busy) void send(next, version, stored)
    },
  }
}

/** What was before, where sections that went since are made again. */
function undone(back: Places, next: Places): Places {
  const there = new Set(next.map(({ id }) => id))
  return back.map((place, number) => (there.has(place.id) ? place : { ...place, id: `new${number}` }))
}
