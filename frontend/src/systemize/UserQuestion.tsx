import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { graphql } from 'react-relay'
import type { UserQuestionDeactivateMutation } from '../__generated__/UserQuestionDeactivateMutation.graphql'
import type { UserQuestionPasswordMutation } from '../__generated__/UserQuestionPasswordMutation.graphql'
import type { UserQuestionTotpMutation } from '../__generated__/UserQuestionTotpMutation.graphql'
import type { Failure } from '../relay/failure'
import { useChange } from '../relay/useChange'
import { Button } from '../ui/Button'
import { Dialog, DialogFooter, Stack } from '../ui/Dialog'
import { FailureLine, Note } from '../ui/ErrorState'
import { Secret } from '../ui/Secret'
import { toast } from '../ui/Toasts'

const password = graphql`
  mutation UserQuestionPasswordMutation($input: IdInput!) {
    resetPassword(input: $input) {
      password
    }
  }
`
const totp = graphql`
  mutation UserQuestionTotpMutation($input: IdInput!) {
    resetTotp(input: $input) {
      ...UserRow_user
    }
  }
`
const deactivate = graphql`
  mutation UserQuestionDeactivateMutation($input: VersionedInput!) {
    deactivateUser(input: $input) {
      ...UserRow_user
    }
  }
`

export type UserQuestionKind = 'password' | 'totp' | 'deactivate'
type Props = { kind: UserQuestionKind; user: { id: string; version: number; name: string }; onClose: () => void }

/** Asks before something a person would feel: a new password, no second factor, no access. */
export function UserQuestion({ kind, user, onClose }: Props) {
  const { t } = useLingui()
  const [resetPassword, resetting] = useChange<UserQuestionPasswordMutation>(password)
  const [resetTotp, clearing] = useChange<UserQuestionTotpMutation>(totp)
  const [deactivateUser, deactivating] = useChange<UserQuestionDeactivateMutation>(deactivate)
  const [failure, setFailure] = useState<Failure | null>(null)
  const [secret, setSecret] = useState<string | null>(null)
  const { name } = user
  const words = {
    password: {
      title: t`Reset the password of ${name}?`,
      text: t`All sessions end. A one-time password is shown once; hand it over in person.`,
      action: t`Reset`,
    },
    totp: {
      title: t`Reset the second factor of ${name}?`,
      text: t`The password alone will do until a new authenticator is enrolled.`,
      action: t`Reset`,
    },
    deactivate: {
      title: t`Deactivate ${name}?`,
      text: t`All sessions end and nobody can sign in with this account. Clients keep their owner until they are handed over.`,
      action: t`Deactivate`,
    },
  }[kind]
  const confirm = async () => {
    setFailure(null)
    if (kind === 'password') {
      const outcome = await resetPassword({ input: { id: user.id } })
      if (outcome.ok) setSecret(outcome.data.resetPassword?.password ?? null)
      else setFailure(outcome.failure)
      return
    }
    const outcome =
      kind === 'totp'
        ? await resetTotp({ input: { id: user.id } })
        : await deactivateUser({ input: { id: user.id, version: user.version } })
    if (!outcome.ok) return setFailure(outcome.failure)
    toast(t`Done.`)
    onClose()
  }
  if (secret !== null) return <OneTimePassword name={name} password={secret} onClose={onClose} />
  return (
    <Dialog title={words.title} open onClose={onClose} size={420}>
      <Stack>
        <p>{words.text}</p>
        <FailureLine failure={failure} />
      </Stack>
      <DialogFooter>
        <Button onClick={onClose}>{t`Cancel`}</Button>
        <Button
          look={kind === 'deactivate' ? 'danger' : 'primary'}
          busy={resetting || clearing || deactivating}
          onClick={confirm}
        >
          {words.action}
        </Button>
      </DialogFooter>
    </Dialog>
  )
}

/** A password that is shown this once. */
export function OneTimePassword({
  name,
  password: text,
  onClose,
}: {
  name: string
  password: string
  onClose: () => void
}) {
  const { t } = useLingui()
  return (
    <Dialog title={t`One-time password of ${name}`} open onClose={onClose} size={420}>
      <Stack>
        <Secret text={text} label={t`One-time password`} />
        <Note tone="warn">{t`It cannot be shown again. It must be changed at the first log-in.`}</Note>
      </Stack>
      <DialogFooter>
        <Button look="primary" onClick={onClose}>
          {t`I have it`}
        </Button>
      </DialogFooter>
    </Dialog>
  )
}
