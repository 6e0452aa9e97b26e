import { useLingui } from '@lingui/react/macro'
import { useCallback } from 'react'
import { TextButton } from '../ui/Button'
import { GridTools } from '../ui/grid/GridTools'
import { GroupChoice } from '../ui/grid/GroupChoice'
import type { Layout } from '../ui/grid/layout'
import { SearchBox } from '../ui/grid/SearchBox'
import { usePreferences } from '../viewer/Preferences'
import { useSetSearch } from '../viewer/url'
import { AdvancedFilter } from './AdvancedFilter'
import css from './ClientsPage.module.css'
import { type ClientList, FILTERS, isNarrowed } from './clientList'
import { FilterChips } from './FilterChips'
import { CLIENT_GROUPS } from './useClientGrouping'
import type { Filtering } from './useUsableFilters'

type Props = {
  view: ClientList
  columns: readonly { id: string; title: string }[]
  layout: Layout
  onLayout: (layout: Layout) => void
  onUsual: () => void
  filtering: Filtering | null
  onFiltering: (key: Filtering | null) => void
}

/** Search, filters, columns and density above the list. */
export function ClientTools({ view, columns, layout, onLayout, onUsual, filtering, onFiltering }: Props) {
  const { t } = useLingui()
  const setSearch = useSetSearch()
  const { density, setDensity } = usePreferences()
  const search = useCallback((text: string) => setSearch({ q: text || null, peek: null }), [setSearch])
  const clear = () =>
    setSearch({ q: null, when: null, own: null, ...Object.fromEntries(FILTERS.map((key) => [key, null])) })
  return (
    <div className={css.tools}>
      <SearchBox text={view.q} onText={search} placeholder={t`Name, pinyin, phone tail`} />
      <FilterChips view={view} editing={filtering} onEditing={onFiltering} />
      <AdvancedFilter view={view} />
      {isNarrowed(view) && <TextButton onClick={clear}>{t`Clear all`}</TextButton>}
      <div className={css.right}>
        <GroupChoice
          value={view.group}
          items={columns.filter(({ id }) => id in CLIENT_GROUPS)}
          onChange={(group) => setSearch({ group })}
        />
        <GridTools
          columns={columns}
          layout={layout}
          onLayout={onLayout}
          onUsual={onUsual}
          density={density}
          onDensity={setDensity}
        />
      </div>
    </div>
  )
}
