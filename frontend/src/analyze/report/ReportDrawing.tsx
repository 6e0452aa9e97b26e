import { useLingui } from '@lingui/react/macro'
import { Download, Image } from 'lucide-react'
import { useRef } from 'react'
import { graphql, useFragment } from 'react-relay'
import type { ReportDrawing_answer$key } from '../../__generated__/ReportDrawing_answer.graphql'
import { count } from '../../format/money'
import { buttonClass, IconButton } from '../../ui/Button'
import { Chart } from '../../ui/chart/Chart'
import type { Mark } from '../../ui/chart/spec'
import { TileMap } from '../../ui/chart/TileMap'
import { EmptyState } from '../../ui/EmptyState'
import { Link } from '../../ui/Link'
import css from './Report.module.css'
import { ReportGrid } from './ReportGrid'
import { saveCsv, saveImage } from './reportFiles'
import type { Draft } from './reportShape'
import { scaled, specOf, type Told, unitOf } from './reportTable'
import { useReportWords } from './useReportWords'

const fragment = graphql`
  fragment ReportDrawing_answer on ReportAnswer {
    whole
    from
    to
    beforeFrom
    beforeTo
    measures {
      kpi
      zh
      en
      measure {
        key
        unit
        zh
        en
      }
    }
    columns {
      key
      kind
      many
      from
      to
      user {
        name
      }
      team {
        name
      }
      product {
        name
      }
    }
    lines {
      key {
        key
        kind
        many
        from
        to
        user {
          name
        }
        team {
          name
        }
        product {
          name
        }
      }
      cells {
        few
        before
        figure {
          value
          numerator
          denominator
        }
      }
    }
  }
`
/** A cell somebody points at: keys of row and column, null for all of them, and which measure. */
export type Place = { row: string | null; column: string | null; measure: number }
type Look = Pick<Draft, 'chart' | 'rows' | 'columns' | 'scale' | 'totals'>
type Props = {
  title: string
  shape: Look
  answer: ReportDrawing_answer$key
  height?: number
  onPick?: (place: Place) => void
  /** Where the report is by itself, when it stands among others. */
  to?: string
}

/** What a report comes to: drawn, or as a table; its numbers go along as a file, its drawing as a picture. */
export function ReportDrawing({ title, shape, answer, height = 320, onPick, to }: Props) {
  const { t, i18n } = useLingui()
  const words = useReportWords()
  const place = useRef<HTMLDivElement>(null)
  const data = useFragment(fragment, answer)
  const units: Partial<Record<Look['scale'], string>> = {
    AUTO: '',
    ONE: '',
    WAN: t`CNY 10,000`,
    YI: t`CNY 100 million`,
  }
  const many = data.measures.length
  const told: Told = {
    rows: data.lines.map(({ key }) => words.key(shape.rows, key)),
    columns: data.columns.map((key) => words.key(shape.columns, key)),
    measures: data.measures.map(({ measure, ...entry }) => {
      const unit = measure.unit === 'money' ? units[shape.scale] : ''
      const name = `${words.name(entry)} · ${words.name(measure)}`
      return { name: unit ? t`${name} (${unit})` : name, unit: unitOf(measure.unit, shape.scale) }
    }),
    cells: data.lines.map(({ cells }) =>
      data.columns.map((_, column) =>
        data.measures.map(({ measure }, at) => {
          const cell = cells[column * many + at]
          const shown = (value: string | null | undefined) => scaled(value ?? null, measure.unit, shape.scale)
          return { few: cell?.few ?? false, value: shown(cell?.figure.value), before: shown(cell?.before) }
        }),
      ),
    ),
  }
  const keyOf = (
    keys: readonly { readonly key: string; readonly kind: string }[],
    at: number,
  ): string | null | undefined => {
    const key = keys[at]
    return key === undefined || key.kind === 'rest' ? undefined : key.kind === 'total' ? null : key.key
  }
  const lines = data.lines.map(({ key }) => key)
  const open = (row: number, column: number, measure: number) => {
    const [one, other] = [keyOf(lines, row), keyOf(data.columns, column)]
    if (one !== undefined && other !== undefined) onPick?.({ row: one, column: other, measure })
  }
  const last = data.columns.length - 1
  const pick = (mark: Mark) => {
    const [from = '', to] = mark.name.split(' → ')
    const row = told.rows.indexOf(to === undefined ? mark.name : from)
    const series = to?.trim() ?? mark.series
    const column = last > 0 && series !== undefined ? told.columns.indexOf(series) : last
    const measure =
      last > 0
        ? 0
        : Math.max(
            0,
            told.measures.findIndex(({ name }) => name === series),
          )
    if (row >= 0 && column >= 0) open(row, column, measure)
  }
  const spec = specOf(shape.chart, told)
  const days = t`From ${data.from}, until before ${data.to}`
  const before = data.beforeFrom ? t`compared with ${data.beforeFrom} until before ${data.beforeTo ?? ''}` : ''
  const summary = [days, before, data.whole ? '' : t`of what you reach`].filter(Boolean).join(' · ')
  const few = data.lines.flatMap(({ cells }) => cells).filter((cell) => cell.few).length
  const nothing = data.lines.length === 1 && shape.rows !== null
  const actions = (
    <>
      {to && (
        <Link to={to} className={buttonClass('quiet', true)} aria-label={t`Open the report ${title}`}>
          {t({ message: 'Open', context: 'act' })}
        </Link>
      )}
      {spec && shape.chart !== 'HEAT' && (
        <IconButton small label={t`Save the picture`} onClick={() => saveImage(place.current, title)}>
          <Image size={14} />
        </IconButton>
      )}
      <IconButton small label={t`Save the table`} onClick={() => saveCsv(title, told, t`few`)}>
        <Download size={14} />
      </IconButton>
    </>
  )
  const codes = data.lines.flatMap(({ key }, n) => {
    const value = told.cells[n]?.[last]?.[0]?.value
    return key.kind === 'key' && value != null ? [[key.key, value] as const] : []
  })
  if (nothing) return <EmptyState small title={t`Nothing to show for this choice.`} />
  return (
    <div ref={place} className={css.drawing}>
      {spec ? (
        <Chart
          title={title}
          summary={summary}
          spec={spec}
          height={height}
          actions={actions}
          {...(onPick ? { onPick: pick } : {})}
        />
      ) : (
        <>
          <div className={css.over}>
            <div>
              {to && <strong>{title}</strong>}
              <p className={css.note}>{summary}</p>
            </div>
            <span className={css.acts}>{actions}</span>
          </div>
          {shape.chart === 'MAP' ? (
            <TileMap
              title={title}
              unit={told.measures[0]?.unit ?? 'number'}
              values={Object.fromEntries(codes)}
              {...(onPick ? { onPick: (code: string) => onPick({ row: code, column: null, measure: 0 }) } : {})}
            />
          ) : (
            <ReportGrid
              title={title}
              head={shape.rows ? words.dimension(shape.rows) : ''}
              told={told}
              totals={shape.totals}
              {...(onPick ? { onPick: open } : {})}
            />
          )}
        </>
      )}
      {few > 0 && (
        <p className={css.note}>{t`${count(few, i18n.locale)} figures are of too few clients to be told.`}</p>
      )}
    </div>
  )
}
