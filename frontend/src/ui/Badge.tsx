import type { ReactNode } from 'react'
import css from './Badge.module.css'
import { tip } from './Tooltip'

export type Hue = 'neutral' | 'blue' | 'green' | 'amber' | 'red' | 'violet' | 'teal'
export type Shape = 'dot' | 'ring' | 'half' | 'square' | 'bar' | 'cross' | 'rise'

const shapes: Record<Shape, ReactNode> = {
  dot: <circle cx="4" cy="4" r="3.5" fill="currentColor" />,
  ring: <circle cx="4" cy="4" r="3" fill="none" stroke="currentColor" strokeWidth="1.5" />,
  half: <path d="M4 .5a3.5 3.5 0 0 1 0 7zM4 1a3 3 0 1 0 0 6" fill="currentColor" />,
  square: <rect x="1" y="1" width="6" height="6" fill="currentColor" />,
  bar: <rect x="0" y="3" width="8" height="2" fill="currentColor" />,
  cross: <path d="m1 1 6 6m0-6-6 6" stroke="currentColor" strokeWidth="1.6" />,
  rise: <path d="M4 .5 7.5 7h-7z" fill="currentColor" />,
}

type Props = { hue?: Hue; shape?: Shape; title?: string; children: ReactNode }

/** A word with a fixed hue and shape, so that colour never speaks alone. */
export function Badge({ hue = 'neutral', shape, title, children }: Props) {
  return (
    <span className={[css.badge, hue !== 'neutral' && css[hue]].filter(Boolean).join(' ')} {...tip(title)}>
      {shape && (
        <svg className={css.shape} viewBox="0 0 8 8" aria-hidden="true">
          {shapes[shape]}
        </svg>
      )}
      <span className={css.text}>{children}</span>
    </span>
  )
}
