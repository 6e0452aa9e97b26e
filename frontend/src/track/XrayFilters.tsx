import { useLingui } from '@lingui/react/macro'
import { UserChoice } from '../book/UserChoice'
import { useTiers } from '../book/useTiers'
import { Choice } from '../ui/Choice'
import { DateField } from '../ui/DateField'
import { TextField } from '../ui/TextField'
import { useSetSearch } from '../viewer/url'
import type { Asked } from './xraySearch'

type Props = { asked: Asked; teams: readonly { readonly id: string; readonly name: string }[] }

/** Window, team, person, tier and source of what is counted. */
export function XrayFilters({ asked, teams }: Props) {
  const { t } = useLingui()
  const tiers = useTiers()
  const setSearch = useSetSearch()
  const { filter } = asked
  const set = (name: string, value: string | null) => setSearch({ [name]: value, behind: null })
  return (
    <>
      <DateField
        label={t({ message: 'From', context: 'first day' })}
        value={asked.from}
        onChange={(day) => set('from', day)}
      />
      <DateField label={t`Until, not included`} value={asked.to} onChange={(day) => set('to', day)} />
      <Choice
        label={t`Team`}
        items={teams.map((team) => ({ value: team.id, label: team.name }))}
        value={filter.team ?? null}
        clearable
        onChange={(team) => set('team', team)}
      />
      <UserChoice label={t`Owner`} value={filter.owner ?? null} clearable onChange={(owner) => set('owner', owner)} />
      <Choice
        label={t`Tier`}
        items={[...tiers.items, { value: '-', label: t`No tier` }]}
        value={filter.tier ?? null}
        clearable
        onChange={(tier) => set('tier', tier)}
      />
      <TextField
        key={filter.source ?? ''}
        label={t`Source`}
        defaultValue={filter.source ?? ''}
        onBlur={(event) => set('source', event.currentTarget.value.trim() || null)}
        onKeyDown={(event) => event.key === 'Enter' && set('source', event.currentTarget.value.trim() || null)}
      />
    </>
  )
}
