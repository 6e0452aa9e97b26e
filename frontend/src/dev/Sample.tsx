import type { ReactNode } from 'react'
import css from './Sample.module.css'

/** A chapter of the gallery. */
export function Samples({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={css.samples} aria-label={title}>
      <h2>{title}</h2>
      <div className={css.grid}>{children}</div>
    </section>
  )
}

/** One thing in one state. `wide`: over the whole width. */
export function Sample({ title, wide, children }: { title: string; wide?: boolean; children: ReactNode }) {
  return (
    <div className={wide ? css.wide : css.sample}>
      <h3 className={css.title}>{title}</h3>
      {children}
    </div>
  )
}
