import { useLingui } from '@lingui/react/macro'
import { Lock } from 'lucide-react'
import type { ReactNode } from 'react'
import css from './Masked.module.css'

type Props = { level?: 'NONE' | 'MASKED'; children?: ReactNode }

/** Stands in a list cell whose value the caller may not read, or only masked; the record's page tells why. */
export function ClosedMark({ level = 'NONE', children }: Props) {
  const { t } = useLingui()
  return (
    <span className={css.mark} data-closed>
      {level === 'MASKED' && children}
      <Lock size={12} aria-hidden="true" />
      <span className="sr-only">{level === 'NONE' ? t`No right` : t`Masked`}</span>
    </span>
  )
}
