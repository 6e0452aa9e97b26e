import { useLingui } from '@lingui/react/macro'
import { X } from 'lucide-react'
import type { ReactNode } from 'react'
import { count } from '../../format/money'
import { IconButton } from '../Button'
import css from './BulkBar.module.css'

type Props = { picked: number; onClear: () => void; children: ReactNode }

/** What can be done with the picked rows; floats over the end of the list while there are any. */
export function BulkBar({ picked, onClear, children }: Props) {
  const { t, i18n } = useLingui()
  if (picked === 0) return null
  return (
    <div className={css.bar} role="toolbar" aria-label={t`Actions on the selected rows`}>
      <span className={css.count}>{t`${count(picked, i18n.locale)} selected`}</span>
      {children}
      <IconButton small label={t`Clear the selection`} onClick={onClear}>
        <X size={14} />
      </IconButton>
    </div>
  )
}
