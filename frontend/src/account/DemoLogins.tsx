import { useLingui } from '@lingui/react/macro'
import css from './Outside.module.css'

type Login = { email: string; role: string }
type Props = { logins: readonly Login[]; onPick: (email: string) => void }

/** How well a log-in stands for its role: "lead@" before "bai.hai.jie@", short before long. */
const rank = ({ email }: Login) => (email.split('@')[0]?.includes('.') ? 1_000 : 0) + email.length

/** One log-in for each role; the demo firm has dozens of people. */
export function onePerRole(logins: readonly Login[]): Login[] {
  const chosen = new Map<string, Login>()
  for (const login of logins) {
    const known = chosen.get(login.role)
    if (!known || rank(login) < rank(known)) chosen.set(login.role, login)
  }
  return [...chosen.values()]
}

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
        {onePerRole(logins).map(({ email, role }) => (
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
