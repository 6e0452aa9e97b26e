import { useLingui } from '@lingui/react/macro'
import { Columns3, Rows3, Search, X } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { useCommands } from '../keyboard/commands'
import { IconButton, TextButton } from '../ui/Button'
import type { Column } from '../ui/gridColumns'
import { Bubble, Menu, MenuItem } from '../ui/Menu'
import { usePreferences } from '../viewer/Preferences'
import { useSetSearch } from '../viewer/url'
import css from './ClientsPage.module.css'
import { type ClientList, FILTERS, isSet } from './clientList'
import { FilterChips } from './FilterChips'

type Props = { view: ClientList; columns: readonly Column[]; hidden: ReadonlySet<string> }

/** Search, filters, columns and density above the list. */
export function ClientTools({ view, columns, hidden }: Props) {
  const { t } = useLingui()
  const setSearch = useSetSearch()
  const { density, setDensity } = usePreferences()
  const [choosing, setChoosing] = useState(false)
  const toggle = (id: string, show: boolean) => {
    const shown = columns.map((column) => column.id).filter((each) => (each === id ? show : !hidden.has(each)))
    setSearch({ cols: shown.join(',') })
  }
  const clear = () => setSearch({ q: null, ...Object.fromEntries(FILTERS.map((key) => [key, null])) })
  return (
    <div className={css.tools}>
      <SearchBox text={view.q} />
      <FilterChips view={view} />
      {FILTERS.some((key) => isSet(view, key)) && <TextButton onClick={clear}>{t`Clear all`}</TextButton>}
      <div className={css.right}>
        <Bubble
          label={t`Columns`}
          width={220}
          open={choosing}
          onChange={setChoosing}
          target={
            <IconButton label={t`Columns`} aria-expanded={choosing} onClick={() => setChoosing(!choosing)}>
              <Columns3 size={16} />
            </IconButton>
          }
        >
          <ul className={css.choices}>
            {columns.map((column, index) => (
              <li key={column.id}>
                <label className={css.column}>
                  <input
                    type="checkbox"
                    checked={!hidden.has(column.id)}
                    disabled={index === 0}
                    onChange={(event) => toggle(column.id, event.currentTarget.checked)}
                  />
                  {column.title}
                </label>
              </li>
            ))}
            <li>
              <TextButton onClick={() => setSearch({ cols: null })}>{t`Usual columns`}</TextButton>
            </li>
          </ul>
        </Bubble>
        <Menu
          target={
            <IconButton label={t`Row height`}>
              <Rows3 size={16} />
            </IconButton>
          }
        >
          <MenuItem selected={density === 'compact'} onClick={() => setDensity('compact')}>
            {t`Compact`}
          </MenuItem>
          <MenuItem selected={density === 'default'} onClick={() => setDensity('default')}>
            {t`Usual`}
          </MenuItem>
          <MenuItem selected={density === 'touch'} onClick={() => setDensity('touch')}>
            {t`Wide, for touch`}
          </MenuItem>
        </Menu>
      </div>
    </div>
  )
}

/** The list's own search; goes into the URL 250 ms after the last key, never while an input method composes. */
function SearchBox({ text }: { text: string }) {
  const { t } = useLingui()
  const setSearch = useSetSearch()
  const [typed, setTyped] = useState(text)
  const [composing, setComposing] = useState(false)
  const box = useRef<HTMLInputElement>(null)
  useEffect(() => setTyped(text), [text])
  useEffect(() => {
    if (composing || typed === text) return
    const timer = setTimeout(() => setSearch({ q: typed.trim() || null, peek: null }), 250)
    return () => clearTimeout(timer)
  }, [typed, text, composing, setSearch])
  useCommands(
    [{ id: 'list.search', title: t`Search in the list`, keys: '/', run: () => box.current?.focus() }],
    t`Lists`,
  )
  return (
    <div className={css.search}>
      <Search size={14} aria-hidden="true" />
      <input
        ref={box}
        type="search"
        aria-label={t`Search in the list`}
        placeholder={t`Name, pinyin, phone tail`}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        onCompositionStart={() => setComposing(true)}
        onCompositionEnd={() => setComposing(false)}
      />
      {typed && (
        <IconButton small label={t`Clear`} onClick={() => setTyped('')}>
          <X size={12} />
        </IconButton>
      )}
    </div>
  )
}
