import type { ReactNode } from 'react'
import css from './LateField.module.css'

/** Holds the place of a field whose code is on its way: its label and an empty box of the same size. */
export function LateField({ label }: { label: ReactNode }) {
  return (
    <div className={css.field} aria-busy="true">
      <span className={css.label}>{label}</span>
      <span className={css.box} />
    </div>
  )
}
