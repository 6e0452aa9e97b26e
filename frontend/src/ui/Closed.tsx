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
        <dd>
          {closed.rule ? (
            <>
              <RuleWords rule={closed.rule} /> <code>{closed.rule}</code>
            </>
          ) : (
            t`No rule grants it; nothing said means no.`
          )}
        </dd>
      </div>
      {closed.grantedBy.length > 0 && (
        <div>
          <dt>{t`Roles that hold more`}</dt>
          <dd>{closed.grantedBy.join(t`, `)}</dd>
        </div>
      )}
      <div>
        <dt>{t`Who may change this`}</dt>
        <dd>{t`Whoever keeps the permissions of the firm.`}</dd>
      </div>
    </dl>
  )
}

/** A rule as the server writes it, `p, role, coordinate, relation, right, effect`, in words; other texts in none. */
function RuleWords({ rule }: { rule: string }) {
  const { t } = useLingui()
  const [, , , relation = '', right = '', effect = ''] = rule.split(',').map((word) => word.trim())
  const whose: Record<string, string> = {
    own: t`For what is your own`,
    team: t`For what is your own or your team's`,
    scope: t`For what is in your range`,
    firm: t`For everything of the firm`,
  }
  const what: Record<string, string> = {
    masked: t`it may be seen masked.`,
    view: t`it may be read.`,
    edit: t`it may be read and written.`,
    export: t`it may leave by export.`,
  }
  if (!whose[relation] || !what[right]) return null
  if (effect === 'deny') return <span>{t`${whose[relation]}: withheld, whatever else is granted.`}</span>
  return <span>{t`${whose[relation]}: ${what[right]}`}</span>
}
