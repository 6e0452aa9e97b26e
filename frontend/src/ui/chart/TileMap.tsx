import { useLingui } from '@lingui/react/macro'
import { exactFigure, figure, type Unit } from '../../format/figure'
import { tip } from '../Tooltip'
import chinaTiles from './chinaTiles.json'
import css from './TileMap.module.css'

const { tiles } = chinaTiles
const COLS = 9
const STEPS = 6

type Props = {
  title: string
  unit: Unit
  /** Exact decimal texts by province code, e.g. "31". */
  values: Readonly<Record<string, string>>
  chosen?: string | null
  onPick?: (code: string) => void
}

/** The 34 provinces as tiles of one size: no boundaries are drawn, so a small province is seen like a large one. */
export function TileMap({ title, unit, values, chosen, onPick }: Props) {
  const { t, i18n } = useLingui()
  const chinese = i18n.locale === 'zh-CN'
  const top = Math.max(0, ...tiles.map(({ code }) => Number(values[code] ?? 0)))
  const stepOf = (value: number) => (top === 0 || value === 0 ? 0 : Math.ceil((value / top) * (STEPS - 1)))
  return (
    <figure className={css.map} aria-label={title}>
      <ul className={css.tiles} style={{ gridTemplateColumns: `repeat(${COLS}, minmax(0, 1fr))` }}>
        {tiles.map(({ code, zh, en, col, row }) => {
          const value = values[code] ?? null
          const name = chinese ? zh : en
          const exact = value === null ? t`none` : exactFigure(value, unit, i18n.locale)
          const shown = {
            className: css.tile,
            'data-step': stepOf(Number(value ?? 0)),
            ...tip(`${name}: ${exact}`),
          }
          const content = (
            <>
              <span className={css.name}>{name}</span>
              <span className={css.value} aria-hidden="true">
                {value === null ? '' : figure(value, unit, i18n.locale)}
              </span>
              <span className="sr-only">: {exact}</span>
            </>
          )
          return (
            <li key={code} style={{ gridColumn: col + 1, gridRow: row + 1 }}>
              {onPick ? (
                <button type="button" {...shown} aria-pressed={chosen === code} onClick={() => onPick(code)}>
                  {content}
                </button>
              ) : (
                <span {...shown}>{content}</span>
              )}
            </li>
          )
        })}
      </ul>
      <div className={css.scale} aria-hidden="true">
        <span>0</span>
        {Array.from({ length: STEPS }, (_, step) => (
          <i key={step} data-step={step} />
        ))}
        <span>{figure(String(top), unit, i18n.locale)}</span>
      </div>
    </figure>
  )
}
