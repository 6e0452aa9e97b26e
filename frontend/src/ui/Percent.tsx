import { useLingui } from '@lingui/react/macro'
import { ArrowDown, ArrowRight, ArrowUp } from 'lucide-react'
import { EMPTY, percent } from '../format/money'
import css from './Percent.module.css'

/** A ratio such as "0.705" as 70.5%. */
export function Percent({ ratio }: { ratio: string | null | undefined }) {
  const { i18n } = useLingui()
  return <span className="figure">{percent(ratio, i18n.locale)}</span>
}

type ChangeProps = {
  /** The change as a ratio, "-0.034" for 3.4% less; or in points of percent when `points`. */
  by: string | null | undefined
  points?: boolean
  /** Neither rise nor fall is good or bad: no colour. */
  neutral?: boolean
}

/** How much something rose or fell: sign, arrow and colour. In China red is up; the colours follow the language. */
export function Change({ by, points, neutral }: ChangeProps) {
  const { t, i18n } = useLingui()
  if (by == null) return <span className={css.same}>{EMPTY}</span>
  const value = Number(by)
  const way = value > 0 ? 'rise' : value < 0 ? 'fall' : 'same'
  const amount = percent(by.replace('-', ''), i18n.locale)
  const shown = points ? t`${amount.replace('%', '')} pts` : amount
  const Arrow = { rise: ArrowUp, fall: ArrowDown, same: ArrowRight }[way]
  const words = { rise: t`up ${shown}`, fall: t`down ${shown}`, same: t`unchanged` }[way]
  return (
    <span className={`figure ${css.change} ${neutral ? css.same : css[way]}`}>
      <Arrow size={12} aria-hidden="true" />
      <span aria-hidden="true">{way === 'same' ? t`unchanged` : shown}</span>
      <span className="sr-only">{words}</span>
    </span>
  )
}
