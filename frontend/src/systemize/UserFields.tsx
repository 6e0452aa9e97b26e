import { useLingui } from '@lingui/react/macro'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { UserFieldsQuery } from '../__generated__/UserFieldsQuery.graphql'
import type { Failure } from '../relay/failure'
import { Choice, Choices } from '../ui/Choice'
import { TextField } from '../ui/TextField'
import { useRoleName } from '../viewer/useFields'
import { useViewer } from '../viewer/Viewer'
import css from './Systemize.module.css'

const query = graphql`
  query UserFieldsQuery {
    teams {
      id
      name
    }
  }
`

export type UserEntry = {
  name: string
  email: string
  roles: string[]
  team: string | null
  title: string
  phone: string
}
type Props = { value: UserEntry; onChange: (value: UserEntry) => void; failure: Failure | null }

/** What an administrator enters about a person. */
export function UserFields({ value, onChange, failure }: Props) {
  const { t } = useLingui()
  const roleName = useRoleName()
  const { roleNames } = useViewer()
  const { teams } = useLazyLoadQuery<UserFieldsQuery>(query, {}, { fetchPolicy: 'store-and-network' })
  const set = (change: Partial<UserEntry>) => onChange({ ...value, ...change })
  const problem = (field: string) => (failure?.field === field ? failure.message : undefined)
  return (
    <>
      <div className={css.two}>
        <TextField
          label={t({ message: 'Name', context: 'person' })}
          required
          data-autofocus
          value={value.name}
          onChange={(event) => set({ name: event.currentTarget.value })}
          error={problem('name')}
        />
        <TextField
          label={t`E-mail`}
          type="email"
          required
          value={value.email}
          onChange={(event) => set({ email: event.currentTarget.value })}
          error={problem('email')}
        />
      </div>
      <Choices
        label={t`Roles`}
        items={roleNames.map((role) => ({ value: role.name, label: roleName(role.name) }))}
        value={value.roles}
        onChange={(roles) => set({ roles })}
        error={problem('roles')}
        required
      />
      <Choice
        label={t`Team`}
        items={teams.map((team) => ({ value: team.id, label: team.name }))}
        value={value.team}
        onChange={(team) => set({ team })}
        error={problem('team')}
        clearable
      />
      <div className={css.two}>
        <TextField
          label={t`Title`}
          value={value.title}
          onChange={(event) => set({ title: event.currentTarget.value })}
          error={problem('title')}
        />
        <TextField
          label={t`Phone`}
          value={value.phone}
          onChange={(event) => set({ phone: event.currentTarget.value })}
          error={problem('phone')}
        />
      </div>
    </>
  )
}

/** An entry as the server's input takes it. */
export const userInput = ({ name, email, roles, team, title, phone }: UserEntry) => ({
  name: name.trim(),
  email: email.trim(),
  roles,
  team,
  title: title.trim() || null,
  phone: phone.trim() || null,
})
