import type { ReactNode } from 'react'
import css from './State.module.css'

type Props = { icon: ReactNode; title: string; children?: ReactNode; actions?: ReactNode; small?: boolean }

/** What belongs here and the one thing to do about it. */
export function EmptyState({ icon, title, children, actions, small }: Props) {
  return (
    <div className={small ? css.small : css.state}>
      <div className={css.icon} aria-hidden="true">
        {icon}
      </div>
      <p className={css.title}>{title}</p>
      {children && <div className={css.text}>{children}</div>}
      {actions && <div className={css.actions}>{actions}</div>}
    </div>
  )
}
