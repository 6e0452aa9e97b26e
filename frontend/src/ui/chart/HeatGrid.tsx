import { useLingui } from '@lingui/react/macro'
import { exactFigure, figure } from '../../format/figure'
import { tip } from '../Tooltip'
import css from './HeatGrid.module.css'
import type { Heat, Mark } from './spec'

/** Least and greatest value of a heat map; the least is at most zero, so that nothing does not look like something. */
export function boundsOf({ values }: Heat): [number, number] {
  const numbers = values.flatMap((row) => row.flatMap((value) => (value === null ? [] : [Number(value)])))
  return [Math.min(0, ...numbers), Math.max(0, ...numbers)]
}

/** Cells shaded by their values. Decoration to assistive technology: the table beside it says the same. */
export function HeatGrid({ spec, onPick }: { spec: Heat; onPick: ((mark: Mark) => void) | undefined }) {
  const { i18n } = useLingui()
  const [low, high] = boundsOf(spec)
  const shade = (value: string) => (high === low ? 0 : Math.round(((Number(value) - low) / (high - low)) * 100))
  return (
    <div aria-hidden="true">
      <div
        className={css.grid}
        style={{ gridTemplateColumns: `max-content repeat(${spec.columns.length}, minmax(0, 1fr))` }}
      >
        {spec.rows.map((name, y) => [
          <span key={name} className={css.row}>
            {name}
          </span>,
          ...spec.columns.map((series, x) => {
            const value = spec.values[y]?.[x] ?? null
            if (value === null) return <span key={series} className={css.none} />
            const words = `${name} · ${series}\n${exactFigure(value, spec.unit, i18n.locale)}`
            const style = { background: `color-mix(in oklab, var(--chart-high) ${shade(value)}%, var(--chart-low))` }
            const shown = { style, ...tip(words) }
            return onPick ? (
              // By keyboard the same is done from the table.
              <button
                {...shown}
                key={series}
                type="button"
                tabIndex={-1}
                className={css.pickable}
                onClick={() => onPick({ name, series, value })}
              />
            ) : (
              <i {...shown} key={series} className={css.cell} />
            )
          }),
        ])}
        <span />
        {spec.columns.map((name) => (
          <span key={name} className={css.column}>
            {name}
          </span>
        ))}
      </div>
      <div className={css.scale}>
        {figure(String(low), spec.unit, i18n.locale)}
        <i />
        {figure(String(high), spec.unit, i18n.locale)}
      </div>
    </div>
  )
}
