import { useLingui } from '@lingui/react/macro'
import type { ReactNode } from 'react'
import { exactFigure, figure, type Unit } from '../format/figure'
import { Sparkline } from './chart/Sparkline'
import css from './Figure.module.css'
import { Change } from './Percent'
import { tip } from './Tooltip'

type Props = {
  title: string
  value: string | null
  unit: Unit
  /** Against the period before, as a ratio. */
  change?: string | null
  target?: string
  history?: readonly (string | null)[]
  /** What it counts: numerator, denominator, window. */
  meaning?: string
  onOpen?: () => void
  children?: ReactNode
}

/** One figure of a cockpit: the question, the answer, the change, the target; opens what stands behind it. */
export function Figure({ title, value, unit, change, target, history, meaning, onOpen, children }: Props) {
  const { t, i18n } = useLingui()
  const reached = target === undefined || value === null ? null : Number(value) >= Number(target)
  const content = (
    <>
      <span className={css.title} {...tip(meaning)}>
        {title}
      </span>
      <span className={css.line}>
        <strong className={css.value} {...tip(unit === 'money' ? exactFigure(value, unit, i18n.locale) : undefined)}>
          {figure(value, unit, i18n.locale)}
        </strong>
        {history && <Sparkline values={history} label={t`History of ${title}`} />}
      </span>
      <span className={css.meta}>
        {change !== undefined && <Change by={change} />}
        {target !== undefined && (
          <span>
            {t`Target ${figure(target, unit, i18n.locale)}`} {reached === null ? '' : reached ? t`reached` : t`not yet`}
          </span>
        )}
        {children}
      </span>
    </>
  )
  return onOpen ? (
    <button type="button" className={`${css.figure} ${css.open}`} onClick={onOpen}>
      {content}
    </button>
  ) : (
    <div className={css.figure}>{content}</div>
  )
}

/** Figures side by side, as many in a row as fit. */
export function Figures({ children }: { children: ReactNode }) {
  return <div className={css.figures}>{children}</div>
}
