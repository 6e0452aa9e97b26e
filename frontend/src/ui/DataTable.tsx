import { useLingui } from '@lingui/react/macro'
import type { ReactNode } from 'react'
import { Button } from './Button'
import css from './DataTable.module.css'

/** `wide`: a column that a phone goes without; its cells are `wideCell`s, or `wideEndCell`s where it is `end`, too. */
export type Head = { id: string; title: string; end?: boolean; wide?: boolean }
type Props = { label: string; heads: readonly Head[]; children: ReactNode }

/** A plain table for lists of tens of rows; `children` are `<tr>`s. Wide ones scroll inside themselves. */
export function DataTable({ label, heads, children }: Props) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
    <section className={css.wrap} aria-label={label} tabIndex={0}>
      <table className={css.table}>
        <thead>
          <tr>
            {heads.map((head) => (
              <th key={head.id} scope="col" className={`${head.wide ? css.wide : ''} ${head.end ? css.end : ''}`}>
                {head.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </section>
  )
}

export const endCell = css.end
export const wideCell = css.wide
export const wideEndCell = `${css.wide} ${css.end}`

type MoreProps = { hasNext: boolean; loading: boolean; onMore: () => void; shown: number; total?: number | undefined }

/** The foot of a list that is loaded piece by piece. */
export function LoadMore({ hasNext, loading, onMore, shown, total }: MoreProps) {
  const { t } = useLingui()
  if (!hasNext) return null
  return (
    <div className={css.more}>
      {total !== undefined && <span>{t`${shown} of ${total}`}</span>}
      <Button small onClick={onMore} busy={loading}>
        {t`Show more`}
      </Button>
    </div>
  )
}
