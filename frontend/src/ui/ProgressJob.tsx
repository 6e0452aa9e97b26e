import { useLingui } from '@lingui/react/macro'
import { CircleAlert, CircleCheck, CircleSlash, LoaderCircle } from 'lucide-react'
import type { ReactNode } from 'react'
import { count } from '../format/money'
import { Button } from './Button'
import css from './ProgressJob.module.css'

export type JobState = 'queued' | 'running' | 'done' | 'failed' | 'cancelled'

type Props = {
  title: string
  state: JobState
  done: number
  /** Null while nobody knows how much there is. */
  total: number | null
  refused?: number
  message?: ReactNode
  onCancel?: () => void
  /** What came of it, and the next thing to do with that. */
  result?: ReactNode
}

/** A job that takes a while: how far it is, a way to stop it, and what came of it. One may leave the page meanwhile. */
export function ProgressJob({ title, state, done, total, refused = 0, message, onCancel, result }: Props) {
  const { t, i18n } = useLingui()
  const n = (value: number) => count(value, i18n.locale)
  const under = state === 'queued' || state === 'running'
  const icon = {
    queued: <LoaderCircle size={16} />,
    running: <LoaderCircle size={16} className={css.turning} />,
    done: <CircleCheck size={16} className={refused > 0 ? css.warn : css.good} />,
    failed: <CircleAlert size={16} className={css.bad} />,
    cancelled: <CircleSlash size={16} />,
  }[state]
  const words = {
    queued: t`Waiting for its turn`,
    running: total === null ? t`${n(done)} so far` : t`${n(done)} of ${n(total)}`,
    done: t`${n(done)} done`,
    failed: t`Stopped at ${n(done)} by a fault; nothing after it was changed`,
    cancelled: t`Stopped by you at ${n(done)}`,
  }[state]
  return (
    <section className={css.job} aria-label={title}>
      <div className={css.head}>
        <span aria-hidden="true" className={css.icon}>
          {icon}
        </span>
        <div className={css.words}>
          <strong>{title}</strong>
          <span role="status" className={css.state}>
            {words}
            {refused > 0 && <span className={css.warn}> · {t`${n(refused)} refused`}</span>}
          </span>
        </div>
        {under && onCancel && (
          <Button small onClick={onCancel}>
            {t`Stop`}
          </Button>
        )}
      </div>
      {under && (
        <progress
          className={css.progress}
          aria-label={title}
          max={total ?? undefined}
          value={state === 'queued' || total === null ? undefined : done}
        />
      )}
      {message && <div className={css.message}>{message}</div>}
      {!under && result && <div className={css.result}>{result}</div>}
    </section>
  )
}
