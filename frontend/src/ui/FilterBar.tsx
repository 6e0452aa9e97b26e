import type { ReactNode } from 'react'
import css from './FilterBar.module.css'

type Props = { flush?: boolean; children: ReactNode }

/**
 * Above a list: what narrows and orders it. What has no label above it stands beside the inputs, not below them.
 * `flush`: the page has its margins already.
 */
export function FilterBar({ flush, children }: Props) {
  return <div className={`${css.bar} ${flush ? css.flush : ''}`}>{children}</div>
}
