import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { useFragment } from 'react-relay'
import type { PolicyEffect_effect$key } from '../../__generated__/PolicyEffect_effect.graphql'
import type { Failure } from '../../relay/failure'
import { ReviewDialog } from '../../ui/ReviewDialog'
import { TextField } from '../../ui/TextField'
import { toast } from '../../ui/Toasts'
import { effectFragment, PolicyEffect, useDifferences } from './PolicyEffect'

type Props = {
  title: (needsSecond: boolean) => string
  effect: PolicyEffect_effect$key
  /** Puts it in force, for a reason: why not, or whether it waits for a second person. */
  onConfirm: (note: string) => Promise<{ failure: Failure } | { waits: boolean }>
  onDone: () => void
  onClose: () => void
}

/** What becomes of the policy and whom that concerns, looked at before it is in force or proposed. */
export function PolicyReview({ title, effect, onConfirm, onDone, onClose }: Props) {
  const { t } = useLingui()
  const told = useDifferences()
  const of = useFragment(effectFragment, effect)
  const [note, setNote] = useState('')
  const go = async () => {
    const outcome = await onConfirm(note.trim())
    if ('failure' in outcome) return outcome.failure
    toast(
      outcome.waits
        ? t`Proposed. It is in force when another person has agreed.`
        : t`In force, everywhere within a second.`,
    )
    onDone()
    return null
  }
  return (
    <ReviewDialog
      title={title(of.needsSecond)}
      differences={told(of)}
      effect={
        <>
          <PolicyEffect of={effect} />
          <TextField
            label={t`Why`}
            hint={t`Kept with this version.`}
            required
            maxLength={400}
            value={note}
            onChange={(event) => setNote(event.currentTarget.value)}
          />
        </>
      }
      confirm={of.needsSecond ? t`Propose` : t`Put in force`}
      onConfirm={go}
      onClose={onClose}
    />
  )
}
