import { useLingui } from '@lingui/react/macro'
import { lazy } from 'react'
import { useServiceCells } from '../book/useServiceCells'
import { useTiers } from '../book/useTiers'
import { moneyShort } from '../format/money'
import { useSetSearch } from '../viewer/url'
import { useFields } from '../viewer/useFields'
import type { Field } from '../viewer/Viewer'
import { type ClientList, FIELD, type FilterKey } from './clientList'
import { FilterChip } from './FilterChip'
import { OwnChip } from './OwnChip'
import { useNames } from './useNames'
import type { Filtering } from './useUsableFilters'

const load = () => import('./FilterEditor')
const FilterEditor = lazy(() => load().then((loaded) => ({ default: loaded.FilterEditor })))

type Props = {
  view: ClientList
  shown: readonly { name: FilterKey; title: string }[]
  own: readonly { field: Field; title: string }[]
  editing: Filtering | null
  onEditing: (key: Filtering | null) => void
}

/** The filters in force, each a chip that says what it asks for and opens its editor. */
export function ClientChips({ view, shown, own, editing, onEditing }: Props) {
  const of = (key: Filtering) => ({
    open: editing === key,
    onOpen: (open: boolean) => onEditing(open ? key : null),
  })
  return (
    <>
      {shown.map(({ name, title }) => (
        <Chip key={name} name={name} title={title} view={view} {...of(name)} />
      ))}
      {own.map(({ field, title }) => (
        <OwnChip key={field.key} field={field} title={title} own={view.own} {...of(field.key as Filtering)} />
      ))}
    </>
  )
}

type ChipProps = { name: FilterKey; title: string; view: ClientList; open: boolean; onOpen: (open: boolean) => void }

function Chip({ name, title, view, open, onOpen }: ChipProps) {
  const setSearch = useSetSearch()
  const words = useChipText(name, view)
  return (
    <FilterChip
      title={title}
      words={words}
      open={open}
      onOpen={onOpen}
      onNear={() => void load()}
      onDrop={() => setSearch({ [name]: null, peek: null })}
    >
      <FilterEditor name={name} title={title} view={view} onDone={() => onOpen(false)} />
    </FilterChip>
  )
}

function useChipText(name: FilterKey, view: ClientList): string {
  const { t, i18n } = useLingui()
  const { option } = useFields()
  const nameOf = useNames()
  const tiers = useTiers(name === 'tier')
  const service = useServiceCells(name === 'service')
  const value = view[name]
  if (value === null) return ''
  if (typeof value === 'boolean') return value ? t`Yes` : t`No`
  if (typeof value === 'string') return value
  if (!Array.isArray(value)) {
    const { min, max } = value
    const from = min ? `≥ ${moneyShort(min, i18n.locale)}` : ''
    const to = max ? `< ${moneyShort(max, i18n.locale)}` : ''
    return [from, to].filter(Boolean).join(', ')
  }
  const word = (each: string) => {
    if (name === 'tier') return tiers.word(each)
    if (name === 'service') return service.word(each)
    return name === 'owner' || name === 'tags' ? nameOf(each) : option(FIELD[name], each)
  }
  const words = value.map(word)
  return words.length > 2 ? t`${words.slice(0, 2).join(', ')} and ${words.length - 2} more` : words.join(', ')
}
