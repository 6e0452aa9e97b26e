import { useLingui } from '@lingui/react/macro'
import { type FormEvent, Suspense, useState } from 'react'
import { graphql } from 'react-relay'
import type { EditUserDialogMutation } from '../__generated__/EditUserDialogMutation.graphql'
import type { UserRow_user$data } from '../__generated__/UserRow_user.graphql'
import type { Failure } from '../relay/failure'
import { useChange } from '../relay/useChange'
import { Button } from '../ui/Button'
import { Dialog, DialogFooter, Stack } from '../ui/Dialog'
import { FailureLine } from '../ui/ErrorState'
import { SkeletonRows } from '../ui/Skeleton'
import { toast } from '../ui/Toasts'
import { type UserEntry, UserFields, userInput } from './UserFields'

const mutation = graphql`
  mutation EditUserDialogMutation($input: UpdateUserInput!) {
    updateUser(input: $input) {
      ...UserRow_user
    }
  }
`

type Props = { user: Omit<UserRow_user$data, ' $fragmentType'>; onClose: () => void }

/** Changes a person's data, roles or team. */
export function EditUserDialog({ user, onClose }: Props) {
  const { t } = useLingui()
  const [update, busy] = useChange<EditUserDialogMutation>(mutation)
  const [failure, setFailure] = useState<Failure | null>(null)
  const [entry, setEntry] = useState<UserEntry>({
    name: user.name,
    email: user.email ?? '',
    roles: [...(user.roles ?? [])],
    team: user.team?.id ?? null,
    title: user.title ?? '',
    phone: user.phone ?? '',
  })
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setFailure(null)
    const outcome = await update({ input: { ...userInput(entry), id: user.id, version: user.version } })
    if (!outcome.ok) return setFailure(outcome.failure)
    toast(t`Saved.`)
    onClose()
  }
  return (
    <Dialog title={t`Edit ${user.name}`} open onClose={onClose} size={520}>
      <form onSubmit={submit}>
        <Suspense fallback={<SkeletonRows rows={4} />}>
          <Stack>
            <UserFields value={entry} onChange={setEntry} failure={failure} />
            {failure && !failure.field && <FailureLine failure={failure} />}
          </Stack>
        </Suspense>
        <DialogFooter>
          <Button onClick={onClose}>{t`Cancel`}</Button>
          <Button type="submit" look="primary" busy={busy} disabled={entry.roles.length === 0}>
            {t`Save`}
          </Button>
        </DialogFooter>
      </form>
    </Dialog>
  )
}
