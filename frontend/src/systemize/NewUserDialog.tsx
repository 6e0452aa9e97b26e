import { useLingui } from '@lingui/react/macro'
import { type FormEvent, Suspense, useState } from 'react'
import { graphql } from 'react-relay'
import type { NewUserDialogMutation } from '../__generated__/NewUserDialogMutation.graphql'
import type { Failure } from '../relay/failure'
import { useChange } from '../relay/useChange'
import { Button } from '../ui/Button'
import { Dialog, DialogFooter, Stack } from '../ui/Dialog'
import { FailureLine } from '../ui/ErrorState'
import { SkeletonRows } from '../ui/Skeleton'
import { type UserEntry, UserFields, userInput } from './UserFields'
import { OneTimePassword } from './UserQuestion'

const mutation = graphql`
  mutation NewUserDialogMutation($input: CreateUserInput!) {
    createUser(input: $input) {
      password
      user {
        id
        name
      }
    }
  }
`

/** Adds a person and shows the one-time password once. */
export function NewUserDialog({ onCreated, onClose }: { onCreated: () => void; onClose: () => void }) {
  const { t } = useLingui()
  const [create, busy] = useChange<NewUserDialogMutation>(mutation)
  const [entry, setEntry] = useState<UserEntry>({ name: '', email: '', roles: [], team: null, title: '', phone: '' })
  const [failure, setFailure] = useState<Failure | null>(null)
  const [password, setPassword] = useState<string | null>(null)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setFailure(null)
    const outcome = await create({ input: userInput(entry) })
    if (!outcome.ok) return setFailure(outcome.failure)
    setPassword(outcome.data.createUser?.password ?? '')
    onCreated()
  }
  if (password !== null) return <OneTimePassword name={entry.name} password={password} onClose={onClose} />
  const ready = entry.name.trim() !== '' && entry.email.trim() !== '' && entry.roles.length > 0
  return (
    <Dialog title={t`New user`} open onClose={onClose} size={520}>
      <form onSubmit={submit}>
        <Suspense fallback={<SkeletonRows rows={4} />}>
          <Stack>
            <UserFields value={entry} onChange={setEntry} failure={failure} />
            {failure && !failure.field && <FailureLine failure={failure} />}
          </Stack>
        </Suspense>
        <DialogFooter>
          <Button onClick={onClose}>{t`Cancel`}</Button>
          <Button type="submit" look="primary" busy={busy} disabled={!ready}>
            {t`Create`}
          </Button>
        </DialogFooter>
      </form>
    </Dialog>
  )
}
