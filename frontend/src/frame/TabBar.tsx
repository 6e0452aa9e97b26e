import { useLingui } from '@lingui/react/macro'
import { useRouterState } from '@tanstack/react-router'
import { Ellipsis } from 'lucide-react'
import { Link } from '../ui/Link'
import { Menu, MenuItem, MenuLabel } from '../ui/Menu'
import { useGo } from '../viewer/url'
import { isCurrent } from './Nav'
import { usePages } from './pages'
import css from './TabBar.module.css'

const MAIN = ['home', 'clients', 'tasks']

/** The navigation of a phone: three places and the rest behind "More". */
export function TabBar() {
  const { t } = useLingui()
  const pillars = usePages()
  const go = useGo()
  const path = useRouterState({ select: (state) => state.location.pathname })
  const entries = pillars.flatMap((pillar) => pillar.entries)
  return (
    <nav aria-label={t`Main`} className={css.bar}>
      {entries
        .filter((entry) => MAIN.includes(entry.id))
        .map((entry) => (
          <Link
            key={entry.id}
            to={entry.to}
            className={css.tab}
            aria-current={isCurrent(entry.to, path) ? 'page' : undefined}
          >
            {entry.icon}
            {entry.title}
          </Link>
        ))}
      <Menu
        target={
          <button type="button" className={css.tab}>
            <Ellipsis size={16} aria-hidden="true" />
            {t`More`}
          </button>
        }
      >
        {pillars.map((pillar) => {
          const rest = pillar.entries.filter((entry) => !MAIN.includes(entry.id))
          return rest.length === 0 ? null : (
            <div key={pillar.id}>
              <MenuLabel>{pillar.title}</MenuLabel>
              {rest.map((entry) => (
                <MenuItem key={entry.id} icon={entry.icon} onClick={() => go(entry.to)}>
                  {entry.title}
                </MenuItem>
              ))}
            </div>
          )
        })}
      </Menu>
    </nav>
  )
}
