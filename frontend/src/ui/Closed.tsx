import { useLingui } from '@lingui/react/macro'
import css from './Masked.module.css'

/** Why a field is closed, as the server's access data says it. */
export type Closed = { level: 'NONE' | 'MASKED'; rule: string | null; grantedBy: readonly string[] }

/** The reason in words: what the role sees, which rule decided, who holds more. */
export function ClosedReason({ label, closed }: { label: string; closed: Closed }) {
  const { t } = useLingui()
  return (
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
  )
}
