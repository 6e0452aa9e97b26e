import { useLingui } from '@lingui/react/macro'
import { type FormEvent, useState } from 'react'
import { graphql } from 'react-relay'
import type { AssignDialogMutation } from '../__generated__/AssignDialogMutation.graphql'
import { UserChoice } from '../book/UserChoice'
import { useWords } from '../book/words'
import type { Failure } from '../relay/failure'
import { useChange } from '../relay/useChange'
import { Button } from '../ui/Button'
import { Choice } from '../ui/Choice'
import { Dialog, DialogFooter, Stack } from '../ui/Dialog'
import { FailureLine } from '../ui/ErrorState'
import { TextField } from '../ui/TextField'
import { toast } from '../ui/Toasts'

const mutation = graphql`
  mutation AssignDialogMutation($input: AssignClientInput!) {
    assignClient(input: $input) {
      id
      version
      owner {
        id
        name
      }
      team {
        id
        name
      }
      assignments {
        role
        credit
        validFrom
        validTo
        reason
        user {
          id
          name
        }
      }
    }
  }
`

type Props = { id: string; version: number; owner: string | null; onClose: () => void }

/** Gives a client to somebody: as owner, co-owner with a share of the credit, assistant or partner. */
export function AssignDialog({ id, version, owner, onClose }: Props) {
  const { t } = useLingui()
  const { items } = useWords()
  const [assign, busy] = useChange<AssignDialogMutation>(mutation)
  const [user, setUser] = useState<string | null>(owner)
  const [role, setRole] = useState('owner')
  const [credit, setCredit] = useState('')
  const [reason, setReason] = useState('')
  const [failure, setFailure] = useState<Failure | null>(null)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (!user) return
    setFailure(null)
    const share = role === 'co_owner' && credit ? { credit } : {}
    const outcome = await assign({ input: { id, version, user, role, reason: reason.trim() || null, ...share } })
    if (!outcome.ok) return setFailure(outcome.failure)
    toast(t`The assignment was saved.`)
    onClose()
  }
  const problem = (field: string) => (failure?.field === field ? failure.message : undefined)
  return (
    <Dialog title={t`Assign the client`} open onClose={onClose} size={440}>
      <form onSubmit={submit}>
        <Stack>
          <UserChoice label={t`To`} value={user} onChange={setUser} error={problem('user')} required />
          <Choice
            label={t`As`}
            items={items('assignmentRoles')}
            value={role}
            onChange={(next) => setRole(next ?? 'owner')}
            error={problem('role')}
          />
          {role === 'co_owner' && (
            <TextField
              label={t`Share of the credit (%)`}
              inputMode="decimal"
              value={credit}
              onChange={(event) => setCredit(event.currentTarget.value)}
              error={problem('credit')}
            />
          )}
          <TextField
            label={t`Reason`}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
            error={problem('reason')}
          />
          {failure && !failure.field && <FailureLine failure={failure} />}
        </Stack>
        <DialogFooter>
          <Button onClick={onClose}>{t`Cancel`}</Button>
          <Button type="submit" look="primary" busy={busy} disabled={!user}>
            {t`Assign`}
          </Button>
        </DialogFooter>
      </form>
    </Dialog>
  )
}
