import { useLingui } from '@lingui/react/macro'
import { useMemo } from 'react'
import { count, decimal } from '../../format/money'
import type { Failure } from '../../relay/failure'
import { TextButton } from '../Button'
import type { Column } from './columns'
import css from './GridFoot.module.css'
import { cellsIn, type Range, rectOf } from './range'
import { sumOf } from './sums'

/** Cells beyond which a selection is not added up while it is drawn. */
const MOST_ADDED = 20_000

type Props<Data> = {
  columns: readonly Column<Data>[]
  range: Range | null
  dataAt: (index: number) => Data | undefined
  from: number
  to: number
  total: number
  more: boolean
  failure: Failure | null
  onRetry: () => void
}

/** The line under a grid: where one is, the whole content of the active cell, and sums over a selection. */
export function GridFoot<Data>({ columns, range, dataAt, from, to, total, more, failure, onRetry }: Props<Data>) {
  'use no memo'
  const { t, i18n } = useLingui()
  const n = (value: number) => count(value, i18n.locale)
  const rect = range && rectOf(range)
  const cells = rect ? cellsIn(rect) : 0
  const added = useMemo(() => {
    if (!rect || cells < 2 || cells > MOST_ADDED) return null
    const numbers: (string | null)[] = []
    for (let index = Math.max(0, rect.top); index <= rect.bottom; index++) {
      const data = dataAt(index)
      if (data === undefined) continue
      for (let col = rect.left; col <= rect.right; col++) {
        const column = columns[col]
        numbers.push(column && !column.closed?.(data) ? (column.number?.(data) ?? null) : null)
      }
    }
    return sumOf(numbers)
  }, [rect, cells, dataAt, columns])
  const one = rect && cells === 1 && rect.top >= 0 ? dataAt(rect.top) : undefined
  const column = rect ? columns[rect.left] : undefined
  return (
    <div className={css.foot}>
      <span className={css.place}>
        {more ? t`${n(from + 1)}–${n(to + 1)} of more than ${n(total)}` : t`${n(from + 1)}–${n(to + 1)} of ${n(total)}`}
      </span>
      {failure ? (
        <span className={css.failure} role="alert">
          {t`Some rows could not be loaded.`} <TextButton onClick={onRetry}>{t`Try again`}</TextButton>
        </span>
      ) : (
        one !== undefined &&
        column && (
          <span className={css.one}>
            <span className={css.label}>{column.title}</span>
            <span className={css.value}>{(column.closed?.(one)?.level !== 'NONE' && column.text(one)) || '—'}</span>
          </span>
        )
      )}
      {cells > 1 && (
        <span className={css.sums}>
          <span>{t`${n(cells)} cells`}</span>
          {added && (
            <>
              <span>
                <span className={css.label}>{t`Sum`}</span> {decimal(added.sum, i18n.locale, 2)}
              </span>
              <span>
                <span className={css.label}>{t`Mean`}</span> {decimal(added.mean, i18n.locale, 2)}
              </span>
            </>
          )}
        </span>
      )}
    </div>
  )
}
