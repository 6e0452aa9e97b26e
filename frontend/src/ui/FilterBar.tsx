import type { ReactNode } from 'react'
import css from './FilterBar.module.css'

/** Above a list: what narrows and orders it. What has no label above it stands beside the inputs, not below them. */
export function FilterBar({ children }: { children: ReactNode }) {
  return <div className={css.bar}>{children}</div>
}
