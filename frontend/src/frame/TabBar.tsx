import { useLingui } from '@lingui/react/macro'
import { useRouterState } from '@tanstack/react-router'
import { Link } from '../ui/Link'
import { isCurrent } from './Nav'
import { usePages } from './pages'
import css from './TabBar.module.css'
import { tabsOf } from './tabs'

/** The navigation of a phone: four places; the others are in the menu of the top bar. */
export function TabBar() {
  const { t } = useLingui()
  const { tabs } = tabsOf(usePages())
  const path = useRouterState({ select: (state) => state.location.pathname })
  return (
    <nav aria-label={t`Main`} className={css.bar}>
      {tabs.map((entry) => (
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
    </nav>
  )
}
