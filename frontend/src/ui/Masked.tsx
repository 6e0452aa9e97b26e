import { useLingui } from '@lingui/react/macro'
import { Lock, LockKeyhole } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import css from './Masked.module.css'
import { Bubble } from './Menu'

/** Why a field is closed, as the server's access data says it. */
export type Closed = { level: 'NONE' | 'MASKED'; rule: string | null; grantedBy: readonly string[] }

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
        <dl className={css.why}>
          <div>
            <dt>{label}</dt>
            <dd>
              {closed.level === 'NONE'
                ? t`Your role does not include this field for this client.`
                : t`Your role sees this field masked for this client.`}
            </dd>
          </div>
          <div>
            <dt>{t`Deciding rule`}</dt>
            <dd>{closed.rule ? <code>{closed.rule}</code> : t`No rule grants it; nothing said means no.`}</dd>
          </div>
          {closed.grantedBy.length > 0 && (
            <div>
              <dt>{t`Roles that hold more`}</dt>
              <dd>{closed.grantedBy.join(t`, `)}</dd>
            </div>
          )}
        </dl>
      </Bubble>
      {children}
    </span>
  )
}
