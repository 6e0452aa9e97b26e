import { useLingui } from '@lingui/react/macro'
import css from './Skeleton.module.css'

const widths = ['42%', '71%', '55%', '63%', '38%', '76%', '48%', '60%']

/** One grey bar in the place of a text. */
export function Bar({ width = '60%' }: { width?: string }) {
  return <span className={css.bar} style={{ width }} />
}

/** Grey rows shaped like the list that is loading; they appear only after 150 ms. */
export function SkeletonRows({ rows = 8 }: { rows?: number }) {
  const { t } = useLingui()
  return (
    <div className={`${css.rows} ${css.late}`} role="status" aria-label={t`Loading`}>
      {Array.from({ length: rows }, (_, index) => (
        <Bar key={index} width={widths[index % widths.length] ?? '60%'} />
      ))}
    </div>
  )
}

/** Grey facts, label beside value. */
export function SkeletonFacts({ rows = 6 }: { rows?: number }) {
  const { t } = useLingui()
  return (
    <div className={`${css.facts} ${css.late}`} role="status" aria-label={t`Loading`}>
      {Array.from({ length: rows }, (_, index) => (
        <div key={index} className={css.fact}>
          <Bar width="70%" />
          <Bar width={widths[index % widths.length] ?? '60%'} />
        </div>
      ))}
    </div>
  )
}

/** Grey cards, as a board or a phone's list has them. */
export function SkeletonCards({ cards = 3 }: { cards?: number }) {
  const { t } = useLingui()
  return (
    <div className={`${css.cards} ${css.late}`} role="status" aria-label={t`Loading`}>
      {Array.from({ length: cards }, (_, index) => (
        <div key={index} className={css.card}>
          <Bar width="58%" />
          <Bar width="36%" />
        </div>
      ))}
    </div>
  )
}
