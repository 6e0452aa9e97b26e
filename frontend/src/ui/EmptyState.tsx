import type { ReactNode } from 'react'
import { Drawing, type Scene } from './Drawing'
import css from './State.module.css'

type Props = {
  /** For a line in a section. */
  icon?: ReactNode
  /** The drawing over the words, where there is room for one. */
  scene?: Scene
  title: string
  children?: ReactNode
  actions?: ReactNode
  small?: boolean
  page?: boolean
}

/** What belongs here and the one thing to do about it. `small`: a line in a section; `page`: it is the whole page. */
export function EmptyState({ icon, scene, title, children, actions, small, page }: Props) {
  const Title = page ? 'h1' : 'p'
  return (
    <div className={small ? css.small : css.state}>
      {scene && !small ? (
        <Drawing scene={scene} />
      ) : (
        icon && (
          <div className={css.icon} aria-hidden="true">
            {icon}
          </div>
        )
      )}
      <Title className={css.title}>{title}</Title>
      {children && <div className={css.text}>{children}</div>}
      {actions && <div className={css.actions}>{actions}</div>}
    </div>
  )
}
