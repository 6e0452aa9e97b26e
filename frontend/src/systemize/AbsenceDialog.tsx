import { useLingui } from '@lingui/react/macro'
import { type FormEvent, useState } from 'react'
import { graphql } from 'react-relay'
import type { AbsenceDialogMutation } from '../__generated__/AbsenceDialogMutation.graphql'
import type { UserRow_user$data } from '../__generated__/UserRow_user.graphql'
import { UserChoice } from '../book/UserChoice'
import type { Failure } from '../relay/failure'
import { useChange } from '../relay/useChange'
import { Button } from '../ui/Button'
import { DateField } from '../ui/DateField'
import { Dialog, DialogFooter, Stack } from '../ui/Dialog'
import { FailureLine } from '../ui/ErrorState'
import { toast } from '../ui/Toasts'
import css from './Systemize.module.css'

const mutation = graphql`
  mutation AbsenceDialogMutation($input: AbsenceInput!) {
    setAbsence(input: $input) {
      ...UserRow_user
    }
  }
`

type Props = { user: Omit<UserRow_user$data, ' $fragmentType'>; onClose: () => void }

/** When a person is away and who stands in; without dates the absence ends. */
export function AbsenceDialog({ user, onClose }: Props) {
  const { t } = useLingui()
  const [setAbsence, busy] = useChange<AbsenceDialogMutation>(mutation)
  const [from, setFrom] = useState<string | null>(user.absentFrom ?? null)
  const [until, setUntil] = useState<string | null>(user.absentUntil ?? null)
  const [deputy, setDeputy] = useState<string | null>(user.deputy?.id ?? null)
  const [failure, setFailure] = useState<Failure | null>(null)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setFailure(null)
    const outcome = await setAbsence({ input: { user: user.id, version: user.version, from, until, deputy } })
    if (!outcome.ok) return setFailure(outcome.failure)
    toast(t`Saved.`)
    onClose()
  }
  const problem = (field: string) => (failure?.field === field ? failure.message : undefined)
  return (
    <Dialog title={t`Absence of ${user.name}`} open onClose={onClose} size={440}>
      <form onSubmit={submit}>
        <Stack>
          <div className={css.two}>
            <DateField label={t`From`} value={from} onChange={setFrom} error={problem('from')} />
            <DateField label={t`Until`} value={until} onChange={setUntil} error={problem('until')} />
          </div>
          <UserChoice
            label={t`Deputy`}
            hint={t`Sees and does for the absent person until the last day.`}
            value={deputy}
            onChange={setDeputy}
            error={problem('deputy')}
            clearable
          />
          {failure && !failure.field && <FailureLine failure={failure} />}
        </Stack>
        <DialogFooter>
          <Button onClick={onClose}>{t`Cancel`}</Button>
          <Button type="submit" look="primary" busy={busy}>
            {t`Save`}
          </Button>
        </DialogFooter>
      </form>
    </Dialog>
  )
}
