import { useLingui } from '@lingui/react/macro'
import { Plus } from 'lucide-react'
import { lazy, Suspense } from 'react'
import { Button } from '../ui/Button'
import { Menu, MenuItem, MenuLabel } from '../ui/Menu'
import { useFields } from '../viewer/useFields'
import type { Field } from '../viewer/Viewer'
import { type ClientList, FIELD, type FilterKey, isSet } from './clientList'
import { bareKey } from './ownFilter'
import { type Filtering, useOwnFilters, useUsableFilters } from './useUsableFilters'

const load = () => import('./ClientChips')
const ClientChips = lazy(() => load().then((loaded) => ({ default: loaded.ClientChips })))

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
      {shown.length + ownShown.length > 0 && (
        <Suspense fallback={null}>
          <ClientChips
            view={view}
            shown={shown.map((name) => ({ name, title: title(name) }))}
            own={ownShown.map((field) => ({ field, title: ownTitle(field) }))}
            editing={editing}
            onEditing={onEditing}
          />
        </Suspense>
      )}
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
