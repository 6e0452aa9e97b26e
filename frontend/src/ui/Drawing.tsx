import type { ReactNode } from 'react'
import css from './Drawing.module.css'

export type Scene = 'list' | 'filter' | 'offline' | 'fault' | 'lock' | 'lost' | 'done'

/** Star trails, as the product is named for: arcs of a turning sky behind each scene. */
const sky = (
  <g className={css.sky}>
    <path d="M18 60a38 38 0 0 1 60-31" />
    <path d="M30 60a26 26 0 0 1 30-25" />
    <path d="M84 60a38 38 0 0 0-2-12" />
    <circle cx="78" cy="29" r="1.6" />
    <circle cx="60" cy="35" r="1.3" />
    <circle cx="82" cy="48" r="1.3" />
  </g>
)
const scenes: Record<Scene, ReactNode> = {
  list: (
    <>
      <rect x="26" y="38" width="44" height="26" rx="4" className={css.paper} />
      <path d="M33 46h8m4 0h18M33 52h8m4 0h12M33 58h8m4 0h16" />
    </>
  ),
  filter: (
    <>
      <path d="M30 38h36L53 53v12l-10-5v-7z" className={css.paper} />
      <path d="m60 58 9 9m0-9-9 9" className={css.mark} />
    </>
  ),
  offline: (
    <>
      <path d="M35 64a9 9 0 0 1-1-18 14 14 0 0 1 27-3 10.5 10.5 0 0 1 1 21z" className={css.paper} />
      <path d="m32 38 34 32" className={css.mark} />
    </>
  ),
  fault: (
    <>
      <path d="M48 36 66 66H30z" className={css.paper} />
      <path d="M48 47v9m0 4v.5" className={css.mark} />
    </>
  ),
  lock: (
    <>
      <rect x="34" y="47" width="28" height="20" rx="4" className={css.paper} />
      <path d="M40 47v-5a8 8 0 0 1 16 0v5M48 55v5" />
    </>
  ),
  lost: (
    <>
      <circle cx="46" cy="51" r="13" className={css.paper} />
      <path d="m56 61 10 9" className={css.mark} />
      <path d="m42 47 8 8m0-8-8 8" />
    </>
  ),
  done: (
    <>
      <circle cx="48" cy="53" r="14" className={css.paper} />
      <path d="m42 53 5 5 9-10" className={css.good} />
    </>
  ),
}

/** A small calm drawing over the words of an empty or failing state. Decoration only. */
export function Drawing({ scene }: { scene: Scene }) {
  return (
    <svg className={css.drawing} viewBox="0 0 96 76" width="120" height="95" aria-hidden="true">
      {sky}
      {scenes[scene]}
    </svg>
  )
}
