import { useLingui } from '@lingui/react/macro'
import css from '../book/Proposals.module.css'

/** Pages as pictures: nothing in them can run. */
export function PageImages({ pages }: { pages: readonly string[] }) {
  const { t } = useLingui()
  const whole = pages.length
  return (
    <ol className={css.pages}>
      {pages.map((page, n) => (
        <li key={n}>
          <img
            src={`data:image/svg+xml;charset=utf-8,${encodeURIComponent(page)}`}
            alt={t`Page ${n + 1} of ${whole}`}
          />
        </li>
      ))}
    </ol>
  )
}
