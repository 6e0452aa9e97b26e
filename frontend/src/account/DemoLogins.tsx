import { useLingui } from '@lingui/react/macro'
import css from './Outside.module.css'

type Props = { logins: readonly { email: string; role: string }[]; onPick: (email: string) => void }

/** The demo firm's people; a click fills in the e-mail. Only the server in demo mode lists them. */
export function DemoLogins({ logins, onPick }: Props) {
  const { t } = useLingui()
  const roles: Record<string, string> = {
    client_manager: t`Client manager`,
    senior_client_manager: t`Senior client manager`,
    assistant: t`Assistant`,
    team_lead: t`Team lead`,
    partner: t`Partner`,
    executive: t`Executive`,
    legal: t`Legal`,
    finance: t`Finance`,
    compliance: t`Compliance`,
    operations: t`Operations`,
    auditor: t`Auditor`,
    policy_admin: t`Policy administrator`,
  }
  return (
    <section className={css.demo}>
      <h2>{t`Demo firm`}</h2>
      <p>{t`Every role sees other clients and other fields. The password was printed when the server started.`}</p>
      <ul className={css.logins}>
        {logins.map(({ email, role }) => (
          <li key={email}>
            <button type="button" className={css.login} onClick={() => onPick(email)}>
              {roles[role] ?? role}
              <small title={email}>{email.split('@')[0]}@…</small>
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}
