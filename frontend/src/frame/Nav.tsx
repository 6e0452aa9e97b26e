import { useLingui } from '@lingui/react/macro'
import { useRouterState } from '@tanstack/react-router'
import { PanelLeftClose, PanelLeftOpen } from 'lucide-react'
import { paths } from '../paths'
import { Link } from '../ui/Link'
import css from './Nav.module.css'
import { usePages } from './pages'

/** Whether a navigation entry stands for the page shown now. */
export function isCurrent(to: string, path: string): boolean {
  return to === '/' ? path === '/' : path === to || path.startsWith(`${to}/`)
}

/** The left navigation by pillar; folds to icons. */
export function Nav({ folded, onFold }: { folded: boolean; onFold: () => void }) {
  const { t } = useLingui()
  const pillars = usePages()
  const path = useRouterState({ select: (state) => state.location.pathname })
  return (
    <nav aria-label={t`Main`} className={[css.nav, folded && css.folded].filter(Boolean).join(' ')}>
      <Link to={paths.home()} className={css.brand}>
        <img src="/favicon.svg" alt="" />
        <span className={css.text}>{t`Startrail`}</span>
      </Link>
      {pillars.map((pillar) => (
        <div key={pillar.id} className={css.pillar}>
          {pillar.title && <div className={css.title}>{pillar.title}</div>}
          <ul>
            {pillar.entries.map((entry) => (
              <li key={entry.id}>
                <Link
                  to={entry.to}
                  className={css.item}
                  title={folded ? entry.title : undefined}
                  aria-current={isCurrent(entry.to, path) ? 'page' : undefined}
                >
                  {entry.icon}
                  <span className={css.text}>{entry.title}</span>
                  {entry.mark && <span className={css.mark}>{entry.mark}</span>}
                </Link>
              </li>
            ))}
          </ul>
        </div>
      ))}
      <div className={css.foot}>
        <button type="button" className={css.item} onClick={onFold} aria-expanded={!folded}>
          {folded ? <PanelLeftOpen size={16} /> : <PanelLeftClose size={16} />}
          <span className={css.text}>{folded ? t`Unfold the menu` : t`Fold the menu`}</span>
        </button>
      </div>
    </nav>
  )
}
