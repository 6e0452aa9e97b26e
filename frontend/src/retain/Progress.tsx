import { useLingui } from '@lingui/react/macro'
import css from './Signals.module.css'

/** How many of some are done, as words and as a bar. */
export function Progress({ done, of }: { done: number; of: number }) {
  const { t } = useLingui()
  return (
    <>
      <span className="figure">{t`${done} of ${of} contacted`}</span>
      <span className={css.bars} aria-hidden="true">
        <span style={{ width: `${of === 0 ? 0 : (100 * done) / of}%` }} />
      </span>
    </>
  )
}
