import { useLingui } from '@lingui/react/macro'
import { Plus } from 'lucide-react'
import { lazy } from 'react'
import { useTiers } from '../book/useTiers'
import { moneyShort } from '../format/money'
import { Button } from '../ui/Button'
import { Menu, MenuItem, MenuLabel } from '../ui/Menu'
import { bestLevel } from '../viewer/access'
import { useSetSearch } from '../viewer/url'
import { useFields } from '../viewer/useFields'
import { type Field, useViewer } from '../viewer/Viewer'
import { type ClientList, FIELD, FILTERS, type FilterKey, isSet } from './clientList'
import { FilterChip } from './FilterChip'
import { OwnChip, useOwnFilters } from './OwnChips'
import { bareKey } from './ownFilter'
import { useNames } from './useNames'
import { useServiceCells } from './useServiceCells'

const load = () => import('./FilterEditor')
const FilterEditor = lazy(() => load().then((loaded) => ({ default: loaded.FilterEditor })))

/** A filter of the list, or one of the firm's own fields by its key. */
export type Filtering = FilterKey | `custom:${string}`
type Props = { view: ClientList; editing: Filtering | null; onEditing: (key: Filtering | null) => void }

/** The filters in force as chips that open their editor, and a menu of the others. */
export function FilterChips({ view, editing, onEditing }: Props) {
  const { t, i18n } = useLingui()
  const { label } = useFields()
  const usable = useUsableFilters()
  const own = useOwnFilters()
  const ownTitle = (field: Field) => (i18n.locale === 'zh-CN' ? field.zh : field.en)
  const ownShown = own.filter(({ key }) => view.own[bareKey(key)] || key === editing)
  const ownRest = own.filter((field) => !ownShown.includes(field))
  const title = (key: FilterKey) =>
    key === 'silent' ? t`Silent since` : key === 'due' ? t`Contact due until` : label(FIELD[key])
  const shown = usable.filter((key) => isSet(view, key) || key === editing)
  const rest = usable.filter((key) => !shown.includes(key))
  return (
    <>
      {shown.map((key) => (
        <Chip
          key={key}
          name={key}
          title={title(key)}
          view={view}
          open={editing === key}
          onOpen={(open) => onEditing(open ? key : null)}
        />
      ))}
      {ownShown.map((field) => (
        <OwnChip
          key={field.key}
          field={field}
          title={ownTitle(field)}
          own={view.own}
          open={editing === field.key}
          onOpen={(open) => onEditing(open ? (field.key as Filtering) : null)}
        />
      ))}
      {rest.length + ownRest.length > 0 && (
        <Menu
          align="start"
          onNear={() => void load()}
          target={
            <Button small look="quiet">
              <Plus size={13} aria-hidden="true" />
              {t`Filter`}
            </Button>
          }
        >
          {rest.map((key) => (
            <MenuItem key={key} onClick={() => onEditing(key)}>
              {title(key)}
            </MenuItem>
          ))}
          {ownRest.length > 0 && <MenuLabel>{t`The firm's own fields`}</MenuLabel>}
          {ownRest.map((field) => (
            <MenuItem key={field.key} onClick={() => onEditing(field.key as Filtering)}>
              {ownTitle(field)}
            </MenuItem>
          ))}
        </Menu>
      )}
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

/** The filters whose field this person may read. */
export function useUsableFilters(): readonly FilterKey[] {
  const { access, fields } = useViewer()
  return FILTERS.filter((key) => {
    const field = fields.get(FIELD[key])
    return field?.filterable && ['VIEW', 'EDIT'].includes(bestLevel(access, field.coordinate))
  })
}
