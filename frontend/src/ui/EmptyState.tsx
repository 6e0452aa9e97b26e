import type { ReactNode } from 'react'
import css from './State.module.css'

type Props = {
  icon: ReactNode
  title: string
  children?: ReactNode
  actions?: ReactNode
  small?: boolean
  page?: boolean
}

/** What belongs here and the one thing to do about it. `small`: a line in a section; `page`: it is the whole page. */
export function EmptyState({ icon, title, children, actions, small, page }: Props) {
  const Title = page ? 'h1' : 'p'
  return (
    <div className={small ? css.small : css.state}>
      <div className={css.icon} aria-hidden="true">
        {icon}
      </div>
      <Title className={css.title}>{title}</Title>
      {children && <div className={css.text}>{children}</div>}
      {actions && <div className={css.actions}>{actions}</div>}
    </div>
  )
}
