import { useLingui } from '@lingui/react/macro'
import { ArrowRight } from 'lucide-react'
import css from './DiffText.module.css'
import { diffOf } from './diff'

type Props = { before: string; after: string }

/** Texts at least this long are compared word by word; shorter ones stand side by side. */
const LONG = 14

/** A value before and after. Long texts show what was struck out and what was added. */
export function DiffText({ before, after }: Props) {
  const { t } = useLingui()
  if (Math.min(before.length, after.length) >= LONG) {
    return (
      <p className={css.text}>
        {diffOf(before, after).map((piece, n) =>
          piece.is === 'removed' ? (
            <del key={n}>{piece.text}</del>
          ) : piece.is === 'added' ? (
            <ins key={n}>{piece.text}</ins>
          ) : (
            <span key={n}>{piece.text}</span>
          ),
        )}
      </p>
    )
  }
  return (
    <span className={css.pair}>
      <span className="sr-only">{t`before`}</span>
      {before ? <del>{before}</del> : <span className={css.none}>—</span>}
      <ArrowRight size={12} aria-hidden="true" />
      <span className="sr-only">{t`after`}</span>
      {after ? <ins>{after}</ins> : <span className={css.none}>—</span>}
    </span>
  )
}
