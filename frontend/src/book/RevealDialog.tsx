import { useLingui } from '@lingui/react/macro'
import { type FormEvent, useEffect, useState } from 'react'
import { graphql } from 'react-relay'
import type { RevealDialogMutation } from '../__generated__/RevealDialogMutation.graphql'
import type { Failure } from '../relay/failure'
import { useChange } from '../relay/useChange'
import { Button } from '../ui/Button'
import { Dialog, DialogFooter, Stack } from '../ui/Dialog'
import { FailureLine, Note } from '../ui/ErrorState'
import { Secret } from '../ui/Secret'
import { TextArea } from '../ui/TextField'
import { useFields } from '../viewer/useFields'

const mutation = graphql`
  mutation RevealDialogMutation($input: RevealInput!) {
    reveal(input: $input) {
      coordinate
      value
    }
  }
`

/** Seconds a clear value stays on the screen. */
export const SHOWN_SECONDS = 60

/** named: what the field is called, where it is one of the firm's own. */
type Props = { clientId: string; field: string; named?: string; onClose: () => void }

/** Shows the clear value of a personal field for a minute, after a reason that is written to the log. */
export function RevealDialog({ clientId, field, named, onClose }: Props) {
  const { t } = useLingui()
  const { label } = useFields()
  const [reveal, busy] = useChange<RevealDialogMutation>(mutation)
  const [reason, setReason] = useState('')
  const [failure, setFailure] = useState<Failure | null>(null)
  const [value, setValue] = useState<string | null>(null)
  const [left, setLeft] = useState(SHOWN_SECONDS)
  useEffect(() => {
    if (value === null) return
    const timer = setInterval(() => setLeft((seconds) => seconds - 1), 1_000)
    return () => clearInterval(timer)
  }, [value])
  useEffect(() => {
    if (left <= 0) onClose()
  }, [left, onClose])
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setFailure(null)
    const outcome = await reveal({ input: { id: clientId, field, reason: reason.trim() } })
    if (outcome.ok) setValue(outcome.data.reveal?.value ?? null)
    else setFailure(outcome.failure)
  }
  const name = named ?? label(field)
  return (
    <Dialog title={t`Reveal ${name}`} open onClose={onClose} size={420}>
      {value === null ? (
        <form onSubmit={submit}>
          <Stack>
            <Note>{t`Your name, the time and this reason are written to the audit log.`}</Note>
            <TextArea
              label={t`What do you need it for?`}
              required
              data-autofocus
              value={reason}
              onChange={(event) => setReason(event.currentTarget.value)}
              placeholder={t`For example: account opening form of the custodian`}
            />
            <FailureLine failure={failure} />
          </Stack>
          <DialogFooter>
            <Button onClick={onClose}>{t`Cancel`}</Button>
            <Button type="submit" look="primary" busy={busy} disabled={reason.trim() === ''}>
              {t`Reveal`}
            </Button>
          </DialogFooter>
        </form>
      ) : (
        <>
          <Secret text={value} label={name} />
          <DialogFooter>
            <span role="timer" aria-live="off">{t`Closes in ${left} s`}</span>
            <Button onClick={onClose}>{t`Close`}</Button>
          </DialogFooter>
        </>
      )}
    </Dialog>
  )
}
