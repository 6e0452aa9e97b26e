import { useLingui } from '@lingui/react/macro'
import { useRoleName } from '../viewer/useFields'

/** Who is told or gets a task, in words: whoever has the request, or somebody of a role. */
export function useToldName(): (told: string) => string {
  const { t } = useLingui()
  const role = useRoleName()
  return (told) => (told === 'owner' ? t`Whoever has it` : role(told))
}
