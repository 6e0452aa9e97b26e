import { useLingui } from '@lingui/react/macro'
import { type FormEvent, useState } from 'react'
import { graphql } from 'react-relay'
import type { TeamDialogCreateMutation } from '../__generated__/TeamDialogCreateMutation.graphql'
import type { TeamDialogUpdateMutation } from '../__generated__/TeamDialogUpdateMutation.graphql'
import { UserChoice } from '../book/UserChoice'
import type { Failure } from '../relay/failure'
import { useChange } from '../relay/useChange'
import { Button } from '../ui/Button'
import { Choice } from '../ui/Choice'
import { Dialog, DialogFooter, Stack } from '../ui/Dialog'
import { FailureLine } from '../ui/ErrorState'
import { TextField } from '../ui/TextField'

const create = graphql`
  mutation TeamDialogCreateMutation($input: CreateTeamInput!) {
    createTeam(input: $input) {
      id
    }
  }
`
const update = graphql`
  mutation TeamDialogUpdateMutation($input: UpdateTeamInput!) {
    updateTeam(input: $input) {
      id
      version
      name
    }
  }
`

export type TeamEntry = { id: string | null; version: number; name: string; parent: string | null; lead: string | null }
type Props = {
  team: TeamEntry
  teams: readonly { id: string; name: string }[]
  onSaved: () => void
  onClose: () => void
}

/** A team's name, its place in the tree and its lead. */
export function TeamDialog({ team, teams, onSaved, onClose }: Props) {
  const { t } = useLingui()
  const [createTeam, creating] = useChange<TeamDialogCreateMutation>(create)
  const [updateTeam, updating] = useChange<TeamDialogUpdateMutation>(update)
  const [name, setName] = useState(team.name)
  const [parent, setParent] = useState(team.parent)
  const [lead, setLead] = useState(team.lead)
  const [failure, setFailure] = useState<Failure | null>(null)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setFailure(null)
    const input = { name: name.trim(), parent, lead }
    const outcome = team.id
      ? await updateTeam({ input: { ...input, id: team.id, version: team.version } })
      : await createTeam({ input })
    if (!outcome.ok) return setFailure(outcome.failure)
    onSaved()
    onClose()
  }
  const problem = (field: string) => (failure?.field === field ? failure.message : undefined)
  return (
    <Dialog title={team.id ? t`Edit ${team.name}` : t`New team`} open onClose={onClose} size={420}>
      <form onSubmit={submit}>
        <Stack>
          <TextField
            label={t`Name`}
            required
            data-autofocus
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            error={problem('name')}
          />
          <Choice
            label={t`Part of`}
            items={teams.map((each) => ({ value: each.id, label: each.name }))}
            value={parent}
            onChange={setParent}
            error={problem('parent')}
            clearable
          />
          <UserChoice label={t`Lead`} value={lead} onChange={setLead} error={problem('lead')} clearable />
          {failure && !failure.field && <FailureLine failure={failure} />}
        </Stack>
        <DialogFooter>
          <Button onClick={onClose}>{t`Cancel`}</Button>
          <Button type="submit" look="primary" busy={creating || updating} disabled={name.trim() === ''}>
            {t`Save`}
          </Button>
        </DialogFooter>
      </form>
    </Dialog>
  )
}
