import { useLingui } from '@lingui/react/macro'
import { ChevronRight } from 'lucide-react'
import css from './Breadcrumbs.module.css'
import { Link } from './Link'

export type Crumb = { title: string; to?: string }

/** The way to this page; the last is the page itself. */
export function Breadcrumbs({ crumbs }: { crumbs: readonly Crumb[] }) {
  const { t } = useLingui()
  return (
    <nav aria-label={t`You are here`}>
      <ol className={css.crumbs}>
        {crumbs.map(({ title, to }, n) => {
          const last = n === crumbs.length - 1
          return (
            <li key={title}>
              {to && !last ? (
                <Link to={to}>{title}</Link>
              ) : (
                <span aria-current={last ? 'page' : undefined}>{title}</span>
              )}
              {!last && <ChevronRight size={12} aria-hidden="true" />}
            </li>
          )
        })}
      </ol>
    </nav>
  )
}
