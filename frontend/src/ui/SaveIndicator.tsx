import { useLingui } from '@lingui/react/macro'
import { Check, CircleAlert, CircleDot, LoaderCircle } from 'lucide-react'
import { TextButton } from './Button'
import { Moment } from './Moment'
import css from './SaveIndicator.module.css'

export type SaveState =
  | { is: 'clean' }
  | { is: 'dirty' }
  | { is: 'saving' }
  | { is: 'saved'; at: string }
  | { is: 'failed'; why: string }

/** One quiet word beside what is edited: not saved yet, saving, saved, or failed with a way to try again. */
export function SaveIndicator({ state, onRetry }: { state: SaveState; onRetry?: () => void }) {
  const { t } = useLingui()
  const size = 13
  return (
    <span className={css.indicator} role="status">
      {state.is === 'clean' && t`No changes`}
      {state.is === 'dirty' && (
        <>
          <CircleDot size={size} aria-hidden="true" className={css.dirty} /> {t`Not saved yet`}
        </>
      )}
      {state.is === 'saving' && (
        <>
          <LoaderCircle size={size} aria-hidden="true" className={css.turning} /> {t`Saving…`}
        </>
      )}
      {state.is === 'saved' && (
        <>
          <Check size={size} aria-hidden="true" className={css.saved} /> {t`Saved`} <Moment at={state.at} />
        </>
      )}
      {state.is === 'failed' && (
        <span className={css.failed}>
          <CircleAlert size={size} aria-hidden="true" /> {state.why}{' '}
          {onRetry && <TextButton onClick={onRetry}>{t`Try again`}</TextButton>}
        </span>
      )}
    </span>
  )
}
