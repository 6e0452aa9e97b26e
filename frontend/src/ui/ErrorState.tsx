import { useLingui } from '@lingui/react/macro'
import { CloudOff, Info, Lock, SearchX, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import type { Failure } from '../relay/failure'
import { Button } from './Button'
import { EmptyState } from './EmptyState'
import css from './State.module.css'
import { useFailureText } from './useFailureText'

const icons: Partial<Record<Failure['code'], ReactNode>> = {
  OFFLINE: <CloudOff size={20} />,
  UNAVAILABLE: <CloudOff size={20} />,
  FORBIDDEN: <Lock size={20} />,
  NOT_FOUND: <SearchX size={20} />,
}

type Props = { failure: Failure; retry?: () => void; page?: boolean; children?: ReactNode }

/** What happened, what is safe, what to do; with a short reference to hand to operations. */
export function ErrorState({ failure, retry, page, children }: Props) {
  const { t } = useLingui()
  const text = useFailureText()(failure)
  const final = failure.code === 'FORBIDDEN' || failure.code === 'NOT_FOUND'
  return (
    <div role="alert">
      <EmptyState
        icon={icons[failure.code] ?? <TriangleAlert size={20} />}
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
