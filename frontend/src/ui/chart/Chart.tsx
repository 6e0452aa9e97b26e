import { useLingui } from '@lingui/react/macro'
import { ChartColumn, Table2 } from 'lucide-react'
import { lazy, type ReactNode, Suspense, useId, useMemo, useState } from 'react'
import { exactFigure, figure } from '../../format/figure'
import { IconButton, TextButton } from '../Button'
import { CopyButton } from '../CopyButton'
import { writeTsv } from '../grid/tsv'
import css from './Chart.module.css'
import { HeatGrid } from './HeatGrid'
import { useLook } from './look'
import { marksAt } from './marks'
import { optionOf } from './option'
import { type ChartSpec, type Drawn, isEmpty, type Mark, markOfCell, namesOf, type Table, tableOf } from './spec'

const ChartCanvas = lazy(() => import('./ChartCanvas').then((loaded) => ({ default: loaded.ChartCanvas })))

type Props = {
  title: string
  /** The answer in a sentence: what a person should see in it. */
  summary: string
  spec: ChartSpec
  height?: number
  actions?: ReactNode
  /** Opens what stands behind a mark, e.g. the list of clients. */
  onPick?: (mark: Mark) => void
}
const NONE: ReadonlySet<string> = new Set()

/** A chart with its answer in words and its numbers as a table; the drawing is loaded when a first chart is shown. */
export function Chart({ title, summary, spec, height = 260, actions, onPick }: Props) {
  const { t, i18n } = useLingui()
  const id = useId()
  const [asTable, setAsTable] = useState(false)
  const [hidden, setHidden] = useState(NONE)
  const table = tableOf(spec, {
    locale: i18n.locale,
    category: t`Category`,
    value: t`Value`,
    from: t({ message: 'From', context: 'flow' }),
    to: t({ message: 'To', context: 'flow' }),
    target: t`Target`,
    share: t`Share`,
  })
  const names = namesOf(spec)
  const round = spec.kind === 'pie' || spec.kind === 'donut'
  const toggle = (name: string) => {
    const next = new Set(hidden)
    if (!next.delete(name)) next.add(name)
    // With nothing left there would be nothing to see.
    if (next.size < names.length) setHidden(next)
  }
  const empty = isEmpty(spec)
  return (
    <figure className={css.chart} aria-labelledby={id}>
      <div className={css.head}>
        <figcaption id={id} className={css.title}>
          {title}
        </figcaption>
        <div className={css.actions}>
          {actions}
          {asTable && <CopyButton text={writeTsv([table.heads, ...table.rows])} label={t`Copy the table`} />}
          {!empty && (
            <IconButton
              small
              label={asTable ? t`Show as a chart` : t`Show as a table`}
              aria-pressed={asTable}
              onClick={() => setAsTable(!asTable)}
            >
              {asTable ? <ChartColumn size={14} /> : <Table2 size={14} />}
            </IconButton>
          )}
        </div>
      </div>
      <p className={css.summary}>{summary}</p>
      {empty ? (
        <p className={css.empty} style={{ height }}>
          {t`Nothing to show for this choice.`}
        </p>
      ) : (
        <>
          {!asTable && spec.kind === 'heat' && <HeatGrid spec={spec} onPick={onPick} />}
          {!asTable && spec.kind !== 'heat' && (
            <div className={round ? css.beside : undefined}>
              <Drawing spec={spec} height={height} hidden={hidden} onPick={onPick} />
              {names.length > 1 && (
                <Legend spec={spec} names={names} rows={table.rows} hidden={hidden} onToggle={toggle} />
              )}
            </div>
          )}
          <ChartTable title={title} spec={spec} table={table} shown={asTable} height={height} onPick={onPick} />
        </>
      )}
    </figure>
  )
}

type DrawingProps = {
  spec: Drawn
  height: number
  hidden: ReadonlySet<string>
  onPick: ((mark: Mark) => void) | undefined
}

/** The drawing of a chart in the colours and the face of the page. */
function Drawing({ spec, height, hidden, onPick }: DrawingProps) {
  const { i18n } = useLingui()
  const look = useLook()
  const option = useMemo(() => optionOf(spec, look, i18n.locale, hidden), [spec, look, i18n.locale, hidden])
  return (
    <Suspense fallback={<div className={css.waiting} style={{ height }} />}>
      <ChartCanvas
        option={option}
        height={height}
        marksAt={(pointed) => marksAt(spec, pointed, hidden)}
        format={(value) => exactFigure(value, spec.unit, i18n.locale)}
        byColumn={'categories' in spec}
        onPick={onPick}
      />
    </Suspense>
  )
}

type LegendProps = {
  spec: ChartSpec
  names: readonly string[]
  /** The table's rows: of parts, the legend also says how much and which share. */
  rows: Table['rows']
  hidden: ReadonlySet<string>
  onToggle: (name: string) => void
}

/** The names of the colours; each is a switch. Lines carry their mark too. */
function Legend({ spec, names, rows, hidden, onToggle }: LegendProps) {
  const { t, i18n } = useLingui()
  return (
    <ul className={css.legend} aria-label={t`Legend`}>
      {names.map((name, n) => (
        <li key={name}>
          <button type="button" aria-pressed={!hidden.has(name)} onClick={() => onToggle(name)}>
            <svg viewBox="0 0 10 10" aria-hidden="true" className={css[`hue${(n % 8) + 1}`]}>
              {spec.kind === 'line' || spec.kind === 'area' ? (
                lineMarks[n % lineMarks.length]
              ) : (
                <rect width="10" height="10" rx="2" />
              )}
            </svg>
            <span>{name}</span>
            {'parts' in spec && (
              <>
                <span className={css.share}>{rows[n]?.[2]}</span>
                <span className={css.amount}>{figure(spec.parts[n]?.value, spec.unit, i18n.locale)}</span>
              </>
            )}
          </button>
        </li>
      ))}
    </ul>
  )
}

/** The same shapes in the same order as `SYMBOLS` draws them. */
const lineMarks = [
  <circle key="c" cx="5" cy="5" r="4.5" />,
  <rect key="r" x="1" y="1" width="8" height="8" />,
  <path key="t" d="M5 .5 9.8 9.5H.2z" />,
  <path key="d" d="m5 0 5 5-5 5-5-5z" />,
  <circle key="ec" cx="5" cy="5" r="3.5" fill="none" stroke="currentColor" strokeWidth="2" />,
  <rect key="er" x="2" y="2" width="6" height="6" fill="none" stroke="currentColor" strokeWidth="2" />,
]

type TableProps = {
  title: string
  spec: ChartSpec
  table: Table
  shown: boolean
  height: number
  onPick: ((mark: Mark) => void) | undefined
}

/** The numbers; seen only when asked for, heard always. Where marks open something, so do their numbers. */
function ChartTable({ title, spec, table, shown, height, onPick }: TableProps) {
  const cellOf = (text: string, row: number, col: number) => {
    const mark = shown && onPick ? markOfCell(spec, row, col) : null
    return mark ? <TextButton onClick={() => onPick?.(mark)}>{text}</TextButton> : text
  }
  const content = (
    <table className={shown ? css.table : undefined}>
      <caption className="sr-only">{title}</caption>
      <thead>
        <tr>
          {table.heads.map((head, n) => (
            <th key={n} scope="col">
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {table.rows.map((row, n) => (
          <tr key={n}>
            {row.map((cell, m) =>
              m === 0 ? (
                <th key={m} scope="row">
                  {cell}
                </th>
              ) : (
                <td key={m}>{cellOf(cell, n, m)}</td>
              ),
            )}
          </tr>
        ))}
      </tbody>
    </table>
  )
  if (!shown) return <div className="sr-only">{content}</div>
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
    <section className={css.scroll} style={{ maxHeight: height + 28 }} aria-label={title} tabIndex={0}>
      {content}
    </section>
  )
}
