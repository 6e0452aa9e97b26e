import { useLingui } from '@lingui/react/macro'
import { useRoleName } from '../viewer/useFields'
import { useViewer } from '../viewer/Viewer'

/** Who gets the tasks of a template, in words and as items of a choice. */
export function useOwnerWords() {
  const { t } = useLingui()
  const roleName = useRoleName()
  const { roleNames } = useViewer()
  const word = (owner: string): string =>
    owner === 'owner'
      ? t`Whoever is responsible`
      : owner === 'lead'
        ? t`The lead of his team`
        : roleName(owner.replace(/^role:/, ''))
  const people = roleNames.filter(({ name }) => name !== 'partner_api').map(({ name }) => `role:${name}`)
  return { word, items: ['owner', 'lead', ...people].map((value) => ({ value, label: word(value) })) }
}
