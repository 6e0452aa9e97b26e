import { useLingui } from '@lingui/react/macro'
import css from './DataGrid.module.css'

const shares = [62, 44, 71, 53, 38, 66, 49, 58]

/** Grey rows under the real header, in the real columns; they appear only after 150 ms. */
export function GridSkeleton({ widths, pick, rows = 14 }: { widths: readonly number[]; pick: number; rows?: number }) {
  const { t } = useLingui()
  return (
    <div className={css.skeleton} role="status" aria-label={t`Loading`}>
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} className={css.skeletonRow} style={{ paddingLeft: pick }}>
          {widths.map((width, col) => (
            <span key={col} style={{ width }}>
              <i style={{ width: `${shares[(row * 3 + col) % shares.length]}%` }} />
            </span>
          ))}
        </div>
      ))}
    </div>
  )
}
