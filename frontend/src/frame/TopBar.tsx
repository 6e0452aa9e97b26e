import { useLingui } from '@lingui/react/macro'
import { CircleUser, LogOut, Moon, Search, Sun } from 'lucide-react'
import { lazy, Suspense, useEffect, useState } from 'react'
import { useCommands } from '../keyboard/commands'
import { paths } from '../paths'
import { exchange } from '../relay/http'
import { Avatar } from '../ui/Avatar'
import { IconButton } from '../ui/Button'
import { Menu, MenuItem, MenuLine } from '../ui/Menu'
import { useNarrow } from '../ui/useNarrow'
import { usePreferences } from '../viewer/Preferences'
import { useGo } from '../viewer/url'
import { useRoleName } from '../viewer/useFields'
import { useViewer } from '../viewer/Viewer'
import { Bell } from './Bell'
import { LanguageMenu } from './LanguageMenu'
import css from './TopBar.module.css'

// Only a phone has it.
const MoreMenu = lazy(() => import('./MoreMenu').then((loaded) => ({ default: loaded.MoreMenu })))

const load = () => import('./Palette')
const Palette = lazy(() => load().then(({ Palette: loaded }) => ({ default: loaded })))
/** Milliseconds after which the palette is fetched unasked: whoever types right after Ctrl-K finds it there. */
const AHEAD = 1_500

/** Search, language, theme, inbox and the person: the same on every page. */
export function TopBar() {
  const { t } = useLingui()
  const viewer = useViewer()
  const narrow = useNarrow()
  const roleName = useRoleName()
  const go = useGo()
  const { locale, setLocale, dark, setTheme } = usePreferences()
  const [palette, setPalette] = useState<'never' | 'open' | 'closed'>('never')
  useEffect(() => {
    const timer = setTimeout(() => void load().catch(() => undefined), AHEAD)
    return () => clearTimeout(timer)
  }, [])
  const leave = async () => {
    await exchange('/auth/logout', {}).catch(() => undefined)
    location.assign(paths.login())
  }
  useCommands(
    [
      { id: 'palette', title: t`Search or run a command`, keys: 'mod+k', run: () => setPalette('open') },
      {
        id: 'theme',
        title: dark ? t`Light theme` : t`Dark theme`,
        palette: true,
        run: () => setTheme(dark ? 'light' : 'dark'),
      },
      {
        id: 'language',
        title: locale === 'zh-CN' ? 'English' : '中文',
        palette: true,
        run: () => setLocale(locale === 'zh-CN' ? 'en' : 'zh-CN'),
      },
      { id: 'sign.out', title: t`Sign out`, palette: true, run: () => void leave() },
    ],
    t`Everywhere`,
  )
  return (
    <header className={css.bar}>
      {narrow && (
        <Suspense fallback={null}>
          <MoreMenu />
        </Suspense>
      )}
      <button type="button" className={css.search} onClick={() => setPalette('open')} aria-keyshortcuts="Control+K">
        <Search size={14} aria-hidden="true" />
        <span>{t`Search clients, pages, commands`}</span>
        <kbd>Ctrl K</kbd>
      </button>
      {viewer.firm.demo && <span className={css.demo}>{t`Demo firm`}</span>}
      <LanguageMenu onChoose={setLocale} />
      <IconButton label={dark ? t`Light theme` : t`Dark theme`} onClick={() => setTheme(dark ? 'light' : 'dark')}>
        {dark ? <Sun size={16} /> : <Moon size={16} />}
      </IconButton>
      <Bell />
      <Menu
        width={220}
        target={
          <button type="button" className={css.me}>
            <span className="sr-only">{t`Account`}</span>
            <Avatar name={viewer.user?.name ?? viewer.firm.name} />
            <span className={css.who}>
              <span>{viewer.user?.name}</span>
              <small>{viewer.roles.map(roleName).join(' · ')}</small>
            </span>
          </button>
        }
      >
        <MenuItem icon={<CircleUser size={14} />} onClick={() => go(paths.profile())}>
          {t`My profile`}
        </MenuItem>
        <MenuLine />
        <MenuItem icon={<LogOut size={14} />} onClick={leave}>
          {t`Sign out`}
        </MenuItem>
      </Menu>
      {palette !== 'never' && (
        <Suspense fallback={null}>
          <Palette open={palette === 'open'} onClose={() => setPalette('closed')} />
        </Suspense>
      )}
    </header>
  )
}
