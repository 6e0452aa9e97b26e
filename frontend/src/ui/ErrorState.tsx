import { useLingui } from '@lingui/react/macro'
import { Info, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import type { Failure } from '../relay/failure'
import { Button } from './Button'
import type { Scene } from './Drawing'
import { EmptyState } from './EmptyState'
import css from './State.module.css'
import { useFailureText } from './useFailureText'

const scenes: Partial<Record<Failure['code'], Scene>> = {
  OFFLINE: 'offline',
  UNAVAILABLE: 'offline',
  FORBIDDEN: 'lock',
  NOT_FOUND: 'lost',
}

type Props = {
  failure: Failure
  retry?: () => void
  page?: boolean
  /** Roles that hold the right, when the failure is the lack of one. */
  grantedBy?: readonly string[]
  children?: ReactNode
}

/** What happened, what is safe, what to do; with a short reference to hand to operations. */
export function ErrorState({ failure, retry, page, grantedBy = [], children }: Props) {
  const { t } = useLingui()
  const text = useFailureText()(failure)
  const final = failure.code === 'FORBIDDEN' || failure.code === 'NOT_FOUND'
  return (
    <div role="alert">
      <EmptyState
        scene={scenes[failure.code] ?? 'fault'}
        title={text.title}
        page={page ?? false}
        actions={
          <>
            {retry && !final && (
              <Button look="primary" onClick={retry}>
                {t`Try again`}
              </Button>
            )}
            {children}
          </>
        }
      >
        <p>{text.advice}</p>
        {grantedBy.length > 0 && <p>{t`Roles that hold it: ${grantedBy.join(t`, `)}`}</p>}
        {failure.traceId && <p className={css.meta}>{t`Reference ${failure.traceId}`}</p>}
      </EmptyState>
    </div>
  )
}

/** A failure beside the thing that failed: inside forms and dialogs. */
export function FailureLine({ failure }: { failure: Failure | null }) {
  const words = useFailureText()
  if (!failure) return null
  const { title, advice } = words(failure)
  return (
    <div role="alert" className={css.inline}>
      <TriangleAlert size={14} aria-hidden="true" />
      <span>
        {failure.message || `${title} ${advice}`}
        {failure.code === 'INTERNAL' && failure.traceId ? ` (${failure.traceId})` : ''}
      </span>
    </div>
  )
}

/** A quiet remark in the flow of a page. */
export function Note({ tone = 'info', children }: { tone?: 'info' | 'warn'; children: ReactNode }) {
  return (
    <div className={`${css.inline} ${css[tone]}`}>
      <Info size={14} aria-hidden="true" />
      <span>{children}</span>
    </div>
  )
}
