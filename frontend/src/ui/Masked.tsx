import { useLingui } from '@lingui/react/macro'
import { Lock, LockKeyhole } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { type Closed, ClosedReason } from './Closed'
import css from './Masked.module.css'
import { Bubble } from './Menu'

type Props = { text: string | null | undefined; label: string; closed: Closed; children?: ReactNode }

/** A masked or hidden value with a lock that explains which rule closed it and who holds more. */
export function Masked({ text, label, closed, children }: Props) {
  const { t } = useLingui()
  const [open, setOpen] = useState(false)
  const Icon = closed.level === 'NONE' ? LockKeyhole : Lock
  return (
    <span className={css.masked}>
      <span className={css.text}>{closed.level === 'NONE' ? t`No right` : (text ?? '—')}</span>
      <Bubble
        label={t`Why is ${label} closed?`}
        open={open}
        onChange={setOpen}
        target={
          <button
            type="button"
            className={css.lock}
            aria-label={t`Why is ${label} closed?`}
            aria-expanded={open}
            onClick={() => setOpen(!open)}
          >
            <Icon size={13} aria-hidden="true" />
          </button>
        }
      >
        <ClosedReason label={label} closed={closed} />
      </Bubble>
      {children}
    </span>
  )
}
