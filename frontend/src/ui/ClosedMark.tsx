import { useLingui } from '@lingui/react/macro'
import { Lock } from 'lucide-react'
import type { ReactNode } from 'react'
import css from './Masked.module.css'

type Props = {
  level?: 'NONE' | 'MASKED'
  /** Says it in a word, where there is room for one. */
  wordy?: boolean
  children?: ReactNode
}

/** Stands in a list cell whose value the caller may not read, or only masked; the record's page tells why. */
export function ClosedMark({ level = 'NONE', wordy, children }: Props) {
  const { t } = useLingui()
  return (
    <span className={css.mark} data-closed>
      {level === 'MASKED' && children}
      {level === 'NONE' && wordy && t`No right`}
      <Lock size={12} aria-hidden="true" />
      {!(level === 'NONE' && wordy) && <span className="sr-only">{level === 'NONE' ? t`No right` : t`Masked`}</span>}
    </span>
  )
}
