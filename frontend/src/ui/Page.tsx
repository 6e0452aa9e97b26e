import { useLingui } from '@lingui/react/macro'
import { type ReactNode, useEffect } from 'react'
import css from './Page.module.css'

type Props = {
  title: string
  count?: ReactNode
  actions?: ReactNode
  padded?: boolean
  fixed?: boolean
  reading?: boolean
  children: ReactNode
}

/**
 * A page under the frame: its one h1, its actions, and a body that scrolls (or, `fixed`, holds its own scroller).
 * `reading`: it may hold nothing but text, and is scrolled by the keys itself.
 */
export function Page({ title, count, actions, padded, fixed, reading, children }: Props) {
  usePageTitle(title)
  const scrolled = reading ? { role: 'region', 'aria-label': title, tabIndex: 0 } : {}
  return (
    <div className={css.page}>
      <header className={css.head}>
        <div className={css.title}>
          <h1>{title}</h1>
          {count !== undefined && <span className={css.count}>{count}</span>}
        </div>
        {actions && <div className={css.actions}>{actions}</div>}
      </header>
      {fixed ? (
        children
      ) : (
        <div className={`${css.body} ${padded ? css.padded : ''}`} {...scrolled}>
          {children}
        </div>
      )}
    </div>
  )
}

/** Names the browser tab. */
export function usePageTitle(title: string): void {
  const { t } = useLingui()
  const product = t`Startrail`
  useEffect(() => {
    document.title = `${title} · ${product}`
  }, [title, product])
}

type SectionProps = { title: string; actions?: ReactNode; children: ReactNode }

/** A part of a page under its own h2. */
export function Section({ title, actions, children }: SectionProps) {
  return (
    <section className={css.section}>
      <div className={css.sectionHead}>
        <h2>{title}</h2>
        {actions}
      </div>
      {children}
    </section>
  )
}
