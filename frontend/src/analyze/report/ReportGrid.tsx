import { useLingui } from '@lingui/react/macro'
import { exactFigure, figure } from '../../format/figure'
import { percent } from '../../format/money'
import { TextButton } from '../../ui/Button'
import { DataTable, endCell } from '../../ui/DataTable'
import { tip } from '../../ui/Tooltip'
import { changeOf } from '../cockpitSearch'
import css from './Report.module.css'
import type { Cell, Told } from './reportTable'

type Props = {
  title: string
  head: string
  told: Told
  totals: boolean
  onPick?: (row: number, column: number, measure: number) => void
}

/** A report as a table: rows by columns, in each column its measures; totals last. */
export function ReportGrid({ title, head, told, totals, onPick }: Props) {
  const { t, i18n } = useLingui()
  const wide = told.columns.length > 1
  const bottom = told.rows.length - 1
  const right = told.columns.length - 1
  const rows = told.rows.map((name, n) => ({ name, n })).filter(({ n }) => totals || n < bottom || bottom === 0)
  const columns = told.columns.map((name, m) => ({ name, m })).filter(({ m }) => totals || m < right || !wide)
  const places = columns.flatMap(({ name, m }) =>
    told.measures.map((measure, at) => ({
      id: `${m}-${at}`,
      m,
      at,
      measure,
      title: !wide ? measure.name : told.measures.length > 1 ? `${name} · ${measure.name}` : name,
    })),
  )
  const shown = (cell: Cell | undefined, place: (typeof places)[number], n: number) => {
    if (!cell || cell.few) return <span className={css.few}>{t`few`}</span>
    const unit = place.measure.unit
    const text =
      unit === 'percent' || unit === 'count'
        ? exactFigure(cell.value, unit, i18n.locale)
        : figure(cell.value, unit, i18n.locale)
    const change = percent(changeOf(cell.value, cell.before), i18n.locale)
    return (
      <>
        {onPick && cell.value !== null ? (
          <TextButton {...tip(exactFigure(cell.value, unit, i18n.locale))} onClick={() => onPick(n, place.m, place.at)}>
            {text}
          </TextButton>
        ) : (
          text
        )}
        {cell.before !== null && (
          <small className={css.before}>
            {figure(cell.before, unit, i18n.locale)}
            {changeOf(cell.value, cell.before) !== null && unit !== 'percent' && ` (${change})`}
          </small>
        )}
      </>
    )
  }
  return (
    <DataTable
      label={title}
      heads={[{ id: 'row', title: head }, ...places.map(({ id, title }) => ({ id, title, end: true }))]}
    >
      {rows.map(({ name, n }) => (
        <tr key={n} className={n === bottom ? css.total : undefined}>
          <th scope="row">{name}</th>
          {places.map((place) => (
            <td key={place.id} className={`${endCell} ${wide && place.m === right ? css.total : ''}`}>
              {shown(told.cells[n]?.[place.m]?.[place.at], place, n)}
            </td>
          ))}
        </tr>
      ))}
    </DataTable>
  )
}
