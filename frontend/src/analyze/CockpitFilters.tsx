import { useLingui } from '@lingui/react/macro'
import { X } from 'lucide-react'
import { UserChoice, useUserItems } from '../book/UserChoice'
import { useTiers } from '../book/useTiers'
import { Boundary } from '../ui/Boundary'
import { Choice } from '../ui/Choice'
import { DateField } from '../ui/DateField'
import { FilterBar } from '../ui/FilterBar'
import { useSearchValues, useSetSearch } from '../viewer/url'
import { useFields } from '../viewer/useFields'
import css from './Cockpit.module.css'
import { type Asked, FILTERS, type Filter, type FilterName, periodOf } from './cockpitSearch'

export type Teams = readonly { readonly id: string; readonly name: string | null | undefined }[]

/** Period, comparison, and whose clients and money count. */
export function CockpitFilters({ asked, teams }: { asked: Asked; teams: Teams }) {
  const { t } = useLingui()
  const tiers = useTiers()
  const { items, label } = useFields()
  const values = useSearchValues()
  const setSearch = useSetSearch()
  const period = periodOf(values)
  const { filter, window } = asked
  const set = (name: string, value: string | null) => setSearch({ [name]: value, behind: null })
  return (
    <FilterBar flush>
      <Choice
        label={t`Period`}
        items={[
          { value: 'month', label: t`This month` },
          { value: 'quarter', label: t`This quarter` },
          { value: 'year', label: t`This year` },
          { value: 'custom', label: t`Days of choice` },
        ]}
        value={period}
        onChange={(value) =>
          setSearch({ period: value, behind: null, ...(value === 'custom' ? window : { from: null, to: null }) })
        }
      />
      {period === 'custom' && (
        <>
          <DateField
            label={t({ message: 'From', context: 'first day' })}
            value={window.from}
            onChange={(day) => set('from', day)}
          />
          <DateField label={t`Until, not included`} value={window.to} onChange={(day) => set('to', day)} />
        </>
      )}
      <Choice
        label={t`Compared with`}
        items={[
          { value: 'year', label: t`The year before` },
          { value: 'period', label: t`The period before` },
          { value: 'none', label: t`Nothing` },
        ]}
        value={values.compare ?? 'year'}
        onChange={(value) => set('compare', value)}
      />
      <Choice
        label={t`Team`}
        items={teams.map(({ id, name }) => ({ value: id, label: name ?? id }))}
        value={filter.team ?? null}
        clearable
        placeholder={t`All`}
        onChange={(team) => set('team', team)}
      />
      <UserChoice
        label={t`Manager`}
        value={filter.owner ?? null}
        clearable
        placeholder={t`All`}
        onChange={(owner) => set('owner', owner)}
      />
      <Choice
        label={t`Region`}
        items={items('province')}
        value={filter.province ?? null}
        clearable
        placeholder={t`All`}
        onChange={(province) => set('province', province)}
      />
      <Choice
        label={t`Tier`}
        items={[...tiers.items, { value: '-', label: t`No tier` }]}
        value={filter.tier ?? null}
        clearable
        placeholder={t`All`}
        onChange={(tier) => set('tier', tier)}
      />
      <Choice
        label={label('kind')}
        items={items('kind')}
        value={filter.kind ?? null}
        clearable
        placeholder={t`All`}
        onChange={(kind) => set('kind', kind)}
      />
    </FilterBar>
  )
}

/** The filters in force; each goes away by a click. */
export function CockpitChips({ filter, teams }: { filter: Filter; teams: Teams }) {
  const set = FILTERS.filter((name) => filter[name])
  if (set.length === 0) return null
  return (
    <Boundary fallback={null}>
      <Chips names={set} filter={filter} teams={teams} />
    </Boundary>
  )
}

function Chips({ names, filter, teams }: { names: readonly FilterName[]; filter: Filter; teams: Teams }) {
  const { t } = useLingui()
  const tiers = useTiers()
  const people = useUserItems()
  const { label, option } = useFields()
  const setSearch = useSetSearch()
  const titles: Partial<Record<FilterName, string>> = { team: t`Team`, owner: t`Manager`, tier: t`Tier` }
  const word = (name: FilterName, value: string): string => {
    if (value === '-') return t`not known`
    if (name === 'team') return teams.find(({ id }) => id === value)?.name ?? value
    if (name === 'owner') return people.find((each) => each.value === value)?.label ?? value
    return name === 'tier' ? tiers.word(value) : option(name, value)
  }
  return (
    <ul className={css.chips} aria-label={t`Filters in force`}>
      {names.map((name) => {
        const title = titles[name] ?? label(name)
        return (
          <li key={name}>
            <button type="button" className={css.chip} onClick={() => setSearch({ [name]: null, behind: null })}>
              {t`${title}: ${word(name, filter[name] ?? '')}`}
              <span className="sr-only">{t`Remove the filter ${title}`}</span>
              <X size={12} aria-hidden="true" />
            </button>
          </li>
        )
      })}
    </ul>
  )
}
