import { useLingui } from '@lingui/react/macro'
import { Suspense } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { UserChoiceQuery } from '../__generated__/UserChoiceQuery.graphql'
import { Choice } from '../ui/Choice'

const query = graphql`
  query UserChoiceQuery {
    users(active: true, first: 100) {
      nodes {
        id
        name
        team {
          name
        }
      }
    }
  }
`

type Props = {
  label: string
  value: string | null
  onChange: (value: string | null) => void
  error?: string | undefined
  hint?: string
  required?: boolean
  clearable?: boolean
  placeholder?: string
}

/** One active user of the firm. */
export function UserChoice(props: Props) {
  const { t } = useLingui()
  return (
    <Suspense fallback={<Choice {...props} value={null} items={[]} disabled placeholder={t`Loading`} />}>
      <Loaded {...props} />
    </Suspense>
  )
}

function Loaded(props: Props) {
  return <Choice {...props} items={useUserItems()} />
}

/** Active users as items of a list; suspends while they load. */
export function useUserItems(): { value: string; label: string }[] {
  const { users } = useLazyLoadQuery<UserChoiceQuery>(query, {}, { fetchPolicy: 'store-or-network' })
  return users.nodes.map(({ id, name, team }) => ({ value: id, label: team ? `${name} · ${team.name}` : name }))
}
