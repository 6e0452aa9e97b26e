import { useLingui } from '@lingui/react/macro'
import { X } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { graphql } from 'react-relay'
import type { HouseholdDialogCreateMutation } from '../__generated__/HouseholdDialogCreateMutation.graphql'
import type { HouseholdDialogUpdateMutation } from '../__generated__/HouseholdDialogUpdateMutation.graphql'
import { ClientChoice } from '../book/ClientChoice'
import { paths } from '../paths'
import type { Failure } from '../relay/failure'
import { useChange } from '../relay/useChange'
import { Button, IconButton } from '../ui/Button'
import type { Item } from '../ui/Choice'
import { Choice } from '../ui/Choice'
import { Dialog, DialogFooter, Stack } from '../ui/Dialog'
import { FailureLine } from '../ui/ErrorState'
import { TextField } from '../ui/TextField'
import { useGo } from '../viewer/url'
import css from './HouseholdDialog.module.css'

const create = graphql`
  mutation HouseholdDialogCreateMutation($input: CreateHouseholdInput!) {
    createHousehold(input: $input) {
      id
    }
  }
`
const update = graphql`
  mutation HouseholdDialogUpdateMutation($input: UpdateHouseholdInput!) {
    updateHousehold(input: $input) {
      ...HouseholdPage_household
    }
  }
`

type Known = { id: string; version: number; name: string; head: string | null; members: Item[] }
type Props = { household?: Known; onClose: () => void }

/** The name, members and head of a household. */
export function HouseholdDialog({ household, onClose }: Props) {
  const { t } = useLingui()
  const go = useGo()
  const [createHousehold, creating] = useChange<HouseholdDialogCreateMutation>(create)
  const [updateHousehold, updating] = useChange<HouseholdDialogUpdateMutation>(update)
  const [name, setName] = useState(household?.name ?? '')
  const [members, setMembers] = useState<Item[]>(household?.members ?? [])
  const [head, setHead] = useState<string | null>(household?.head ?? null)
  const [failure, setFailure] = useState<Failure | null>(null)
  const add = (item: Item | null) => {
    if (!item) return
    setMembers([...members, item])
    setHead(head ?? item.value)
  }
  const drop = (id: string) => {
    const rest = members.filter((member) => member.value !== id)
    setMembers(rest)
    if (head === id) setHead(rest[0]?.value ?? null)
  }
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (!head) return
    setFailure(null)
    const input = { name: name.trim(), head, members: members.map((member) => member.value) }
    const outcome = household
      ? await updateHousehold({ input: { ...input, id: household.id, version: household.version } })
      : await createHousehold({ input })
    if (!outcome.ok) return setFailure(outcome.failure)
    onClose()
    if ('createHousehold' in outcome.data && outcome.data.createHousehold)
      go(paths.household(outcome.data.createHousehold.id))
  }
  const problem = (field: string) => (failure?.field === field ? failure.message : undefined)
  return (
    <Dialog title={household ? t`Edit the household` : t`New household`} open onClose={onClose} size={440}>
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
          <ClientChoice
            key={members.length}
            label={t`Add a member`}
            value={null}
            onChange={add}
            except={members.map((member) => member.value)}
            error={problem('members')}
          />
          <ul className={css.members}>
            {members.map((member) => (
              <li key={member.value} className={css.member}>
                <span>{member.label}</span>
                <IconButton small label={t`Remove ${member.label}`} onClick={() => drop(member.value)}>
                  <X size={13} />
                </IconButton>
              </li>
            ))}
          </ul>
          <Choice label={t`Head`} items={members} value={head} onChange={setHead} error={problem('head')} required />
          {failure && !failure.field && <FailureLine failure={failure} />}
        </Stack>
        <DialogFooter>
          <Button onClick={onClose}>{t`Cancel`}</Button>
          <Button type="submit" look="primary" busy={creating || updating} disabled={!head || name.trim() === ''}>
            {household ? t`Save` : t`Create`}
          </Button>
        </DialogFooter>
      </form>
    </Dialog>
  )
}
