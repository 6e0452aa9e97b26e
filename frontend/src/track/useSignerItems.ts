import { useLingui } from '@lingui/react/macro'
import { useUserItems } from '../book/UserChoice'
import { useOwnerWords } from './useOwnerWords'

/** Who may be asked by a kind of approval: the lead, the client's partner, roles, people; suspends while they load. */
export function useSignerItems(): { value: string; label: string }[] {
  const { t } = useLingui()
  const { items } = useOwnerWords()
  const users = useUserItems()
  const roles = items.filter(({ value }) => value.startsWith('role:'))
  return [
    { value: 'lead', label: t`The lead of the requester` },
    { value: 'partner', label: t`The partner who serves the client` },
    ...roles,
    ...users,
  ]
}
