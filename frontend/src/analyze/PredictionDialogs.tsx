import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { graphql } from 'react-relay'
import type { PredictionDialogsDoubtMutation } from '../__generated__/PredictionDialogsDoubtMutation.graphql'
import type { PredictionDialogsOutMutation } from '../__generated__/PredictionDialogsOutMutation.graphql'
import type { Failure } from '../relay/failure'
import { useChange } from '../relay/useChange'
import { Button } from '../ui/Button'
import { Dialog, DialogFooter, Stack } from '../ui/Dialog'
import { FailureLine } from '../ui/ErrorState'
import { TextField } from '../ui/TextField'
import { toast } from '../ui/Toasts'
import css from './Prediction.module.css'

const doubt = graphql`
  mutation PredictionDialogsDoubtMutation($input: DoubtPredictionInput!) {
    doubtPrediction(input: $input) {
      id
    }
  }
`
const out = graphql`
  mutation PredictionDialogsOutMutation($input: SetPredictionOptOutInput!) {
    setPredictionOptOut(input: $input) {
      id
      predictions {
        optedOut
        predictions {
          kind
        }
      }
    }
  }
`
export type Doubted = { client: string; kind: string; feature: string; words: string }

/** Says that a reason is wrong, and what is true instead. */
export function DoubtDialog({ of, onClose }: { of: Doubted; onClose: () => void }) {
  const { t } = useLingui()
  const [run, busy] = useChange<PredictionDialogsDoubtMutation>(doubt)
  return (
    <NoteDialog
      title={t`“${of.words}” is wrong?`}
      about={t`It is kept with the version of the model, for whoever trains it. The score stays as it is until the facts change.`}
      label={t`What is true instead`}
      confirm={t`Report it`}
      busy={busy}
      onClose={onClose}
      onSave={async (note) => {
        const { client, kind, feature } = of
        const outcome = await run({ input: { client, kind, feature, note } })
        if (!outcome.ok) return outcome.failure
        toast(t`Thank you: it is noted.`)
        return null
      }}
    />
  )
}

type OutProps = { client: { id: string; name: string }; onClose: () => void; onDone?: () => void }

/** Takes a client out of predictions, as he asked. */
export function OptOutDialog({ client, onClose, onDone }: OutProps) {
  const { t } = useLingui()
  const [run, busy] = useChange<PredictionDialogsOutMutation>(out)
  const back = async () => {
    const outcome = await run({ input: { client: client.id, out: false } })
    if (outcome.ok) onDone?.()
  }
  return (
    <NoteDialog
      title={t`No predictions about ${client.name}?`}
      about={t`A client may refuse automated decisions about him (PIPL, art. 24). His scores are deleted at once and not made again.`}
      label={t`How he asked for it`}
      confirm={t`Take him out`}
      busy={busy}
      onClose={onClose}
      onSave={async (note) => {
        const outcome = await run({ input: { client: client.id, out: true, note } })
        if (!outcome.ok) return outcome.failure
        toast(t`No predictions about ${client.name} any more.`, { action: { label: t`Undo`, run: () => void back() } })
        onDone?.()
        return null
      }}
    />
  )
}

/** Lets a client be scored again from the next day. */
export function useOptIn(onDone: () => void) {
  const { t } = useLingui()
  const [run, busy] = useChange<PredictionDialogsOutMutation>(out)
  const optIn = async (client: string) => {
    const outcome = await run({ input: { client, out: false } })
    if (!outcome.ok) return
    toast(t`He is scored again from tomorrow.`)
    onDone()
  }
  return [optIn, busy] as const
}

type NoteProps = {
  title: string
  about: string
  label: string
  confirm: string
  busy: boolean
  onSave: (note: string) => Promise<Failure | null>
  onClose: () => void
}

function NoteDialog({ title, about, label, confirm, busy, onSave, onClose }: NoteProps) {
  const { t } = useLingui()
  const [note, setNote] = useState('')
  const [failure, setFailure] = useState<Failure | null>(null)
  const save = async () => {
    const refused = await onSave(note)
    if (refused) return setFailure(refused)
    onClose()
  }
  return (
    <Dialog title={title} open onClose={onClose} size={440}>
      <Stack>
        <p className={css.meta}>{about}</p>
        <TextField
          label={label}
          required
          maxLength={400}
          value={note}
          onChange={(e) => setNote(e.currentTarget.value)}
        />
        <FailureLine failure={failure} />
      </Stack>
      <DialogFooter>
        <Button onClick={onClose}>{t`Cancel`}</Button>
        <Button look="primary" busy={busy} disabled={note.trim() === ''} onClick={() => void save()}>
          {confirm}
        </Button>
      </DialogFooter>
    </Dialog>
  )
}
