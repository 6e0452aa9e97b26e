import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import type { Failure } from '../relay/failure'
import { Button } from '../ui/Button'
import { Choice } from '../ui/Choice'
import { Dialog, DialogFooter, Stack } from '../ui/Dialog'
import { FailureLine } from '../ui/ErrorState'
import { TextArea } from '../ui/TextField'
import { toast } from '../ui/Toasts'
import { UserChoice } from './UserChoice'
import { type Act, type Place, useApprovalChange } from './useApprovalChange'

type Props = {
  approval: { readonly id: string; readonly version: number; readonly title: string }
  act: Act
  onDone: () => void
  onClose: () => void
}

/** One act on an approval with what has to be said of it: why, to whom, and when somebody added decides. */
export function ApprovalActDialog({ approval, act: what, onDone, onClose }: Props) {
  const { t } = useLingui()
  const { act, busy } = useApprovalChange()
  const [comment, setComment] = useState('')
  const [user, setUser] = useState<string | null>(null)
  const [place, setPlace] = useState<Place>('BEFORE')
  const [failure, setFailure] = useState<Failure | null>(null)
  const titles: Record<Act, string> = {
    approve: t`Agree to “${approval.title}”?`,
    reject: t`Reject “${approval.title}”?`,
    return: t`Return “${approval.title}” to its requester?`,
    submit: t`Hand “${approval.title}” in?`,
    withdraw: t`Withdraw “${approval.title}”?`,
    comment: t`Comment on “${approval.title}”`,
    transfer: t`Hand “${approval.title}” on`,
    add: t`Add a signer to “${approval.title}”`,
    copy: t`Send a copy of “${approval.title}”`,
  }
  const confirms: Record<Act, string> = {
    approve: t`Agree`,
    reject: t`Reject`,
    return: t({ message: 'Return', context: 'approval' }),
    submit: t`Hand in`,
    withdraw: t`Withdraw`,
    comment: t({ message: 'Comment', context: 'do' }),
    transfer: t`Hand on`,
    add: t`Add the signer`,
    copy: t`Send the copy`,
  }
  const named = what === 'transfer' || what === 'add' || what === 'copy'
  const required = what === 'reject' || what === 'return' || what === 'comment'
  const run = async () => {
    setFailure(null)
    const done = await act(approval, what, { comment, user, place })
    if (done.failure) return setFailure(done.failure)
    if (done.state === 'voided') toast(t`Its subject changed since it was handed in, so it was voided instead.`, 'bad')
    else toast(t`Done.`)
    onDone()
    onClose()
  }
  const places = [
    { value: 'BEFORE', label: t`Before me` },
    { value: 'AFTER', label: t`After me` },
    { value: 'PARALLEL', label: t`Beside me` },
  ]
  return (
    <Dialog title={titles[what]} open onClose={onClose} size={480}>
      <Stack>
        {named && <UserChoice label={t`Who`} required value={user} onChange={setUser} />}
        {what === 'add' && (
          <Choice
            label={t`Decides`}
            required
            items={places}
            value={place}
            onChange={(to) => setPlace((to ?? 'BEFORE') as Place)}
          />
        )}
        {what !== 'copy' && (
          <TextArea
            label={required ? t`Reason or comment` : t`Comment`}
            required={required}
            rows={3}
            maxLength={1000}
            data-autofocus
            value={comment}
            onChange={(event) => setComment(event.currentTarget.value)}
          />
        )}
        <FailureLine failure={failure} />
      </Stack>
      <DialogFooter>
        <Button onClick={onClose}>{t`Cancel`}</Button>
        <Button
          look={what === 'reject' || what === 'withdraw' ? 'danger' : 'primary'}
          busy={busy}
          disabled={(required && comment.trim() === '') || (named && !user)}
          onClick={() => void run()}
        >
          {confirms[what]}
        </Button>
      </DialogFooter>
    </Dialog>
  )
}
