import { useLingui } from '@lingui/react/macro'
import { Plus, X } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { graphql } from 'react-relay'
import type {
  PolicySimulatorQuery,
  PolicySimulatorQuery$data,
  PolicySubjectInput,
} from '../../__generated__/PolicySimulatorQuery.graphql'
import { ClientChoice } from '../../book/ClientChoice'
import { UserChoice } from '../../book/UserChoice'
import { useAnswer } from '../../relay/useAnswer'
import { Badge } from '../../ui/Badge'
import { Button, IconButton } from '../../ui/Button'
import { Choice, type Item } from '../../ui/Choice'
import { DataTable, wideCell } from '../../ui/DataTable'
import { ErrorState, Note } from '../../ui/ErrorState'
import { SkeletonRows } from '../../ui/Skeleton'
import { Toggle } from '../../ui/Toggle'
import { useRoleName } from '../../viewer/useFields'
import { useRight } from '../../viewer/Viewer'
import css from './Policies.module.css'
import type { Role } from './PoliciesPage'
import { HUES } from './usePolicyColumns'
import { usePolicyWords } from './usePolicyWords'

const query = graphql`
  query PolicySimulatorQuery($subjects: [PolicySubjectInput!]!, $client: ID) {
    simulatePolicy(subjects: $subjects, client: $client) {
      sampled
      hasDraft
      subjects {
        role
        user {
          name
        }
        relationNow
        relationThen
      }
      fields {
        coordinate
        label
        classification
        value
        now
        then
      }
    }
  }
`
type Shown = PolicySimulatorQuery$data['simulatePolicy']
type Subject = { who: 'role' | 'user'; role: string; user: string | null; relation: 'OWN' | 'TEAM' | 'FIRM' }
const MOST = 4
const BEGUN: readonly Subject[] = [
  { who: 'role', role: 'client_manager', user: null, relation: 'OWN' },
  { who: 'role', role: 'legal', user: null, relation: 'FIRM' },
]

/** One real client beside itself as up to four roles or people find it, in force and under the draft. */
export function PolicySimulator({ roles, turn }: { roles: readonly Role[]; turn: number }) {
  const { t } = useLingui()
  const seesClients = useRight('Query.clients')
  const [client, setClient] = useState<Item | null>(null)
  const [subjects, setSubjects] = useState(BEGUN)
  const [asked, setAsked] = useState<{ client: string | null; subjects: PolicySubjectInput[]; n: number } | null>(null)
  const ready = subjects.every(({ who, role, user }) => (who === 'role' ? role : user))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!ready) return
    setAsked({
      client: client?.value ?? null,
      subjects: subjects.map(({ who, role, user, relation }) =>
        who === 'role' ? { role, relation } : { user, relation },
      ),
      n: turn,
    })
  }
  const set = (at: number, part: Partial<Subject>) =>
    setSubjects(subjects.map((each, n) => (n === at ? { ...each, ...part } : each)))
  return (
    <form className={css.stack} onSubmit={submit}>
      {seesClients ? (
        <div className={css.narrow}>
          <ClientChoice label={t`Client`} value={client} onChange={setClient} />
        </div>
      ) : null}
      {!client && (
        <Note>{t`Without a client of your own choice the product takes one of the firm, and tells nothing of him but the rights.`}</Note>
      )}
      {subjects.map((subject, n) => (
        <div key={n} className={css.subject}>
          <Choice
            label={t`Who looks`}
            items={[
              { value: 'role', label: t`A role` },
              { value: 'user', label: t`A person` },
            ]}
            value={subject.who}
            onChange={(who) => set(n, { who: who === 'user' ? 'user' : 'role' })}
          />
          {subject.who === 'role' ? (
            <RoleChoice roles={roles} value={subject.role} onChange={(role) => set(n, { role })} />
          ) : (
            <UserChoice label={t`Person`} value={subject.user} onChange={(user) => set(n, { user })} />
          )}
          {(subject.who === 'role' || !client) && (
            <Choice
              label={t`For whom the client is`}
              items={[
                { value: 'OWN', label: t`his own` },
                { value: 'TEAM', label: t`his team's` },
                { value: 'FIRM', label: t`any of the firm` },
              ]}
              value={subject.relation}
              onChange={(relation) => set(n, { relation: (relation ?? 'OWN') as Subject['relation'] })}
            />
          )}
          <IconButton
            label={t`Take away`}
            disabled={subjects.length === 1}
            onClick={() => setSubjects(subjects.filter((_, at) => at !== n))}
          >
            <X size={14} aria-hidden="true" />
          </IconButton>
        </div>
      ))}
      <div className={css.acts}>
        <Button
          small
          disabled={subjects.length >= MOST}
          onClick={() => setSubjects([...subjects, { who: 'role', role: 'executive', user: null, relation: 'FIRM' }])}
        >
          <Plus size={13} aria-hidden="true" />
          {t`One more to compare`}
        </Button>
        <Button type="submit" small look="primary" disabled={!ready}>
          {t`Compare`}
        </Button>
      </div>
      {asked && <Answer key={JSON.stringify(asked)} client={asked.client} subjects={asked.subjects} />}
    </form>
  )
}

function RoleChoice({
  roles,
  value,
  onChange,
}: {
  roles: readonly Role[]
  value: string
  onChange: (role: string) => void
}) {
  const { t } = useLingui()
  const roleName = useRoleName()
  return (
    <Choice
      label={t`Role`}
      items={roles.map(({ name }) => ({ value: name, label: roleName(name) }))}
      value={value}
      onChange={(role) => onChange(role ?? value)}
    />
  )
}

function Answer({ client, subjects }: { client: string | null; subjects: PolicySubjectInput[] }) {
  const answer = useAnswer<PolicySimulatorQuery>(query, { subjects, client })
  if (!answer) return <SkeletonRows rows={8} />
  if ('failure' in answer) return <ErrorState failure={answer.failure} />
  return <Compared shown={answer.data.simulatePolicy} />
}

function Compared({ shown }: { shown: Shown }) {
  const { t } = useLingui()
  const words = usePolicyWords()
  const roleName = useRoleName()
  const [differing, setDiffering] = useState(false)
  const states: Record<string, string> = {
    hidden: t`not there`,
    denied: t`No right`,
    masked: words.level.masked,
    view: words.level.view,
    edit: words.level.edit,
  }
  const differs = ({ now, then }: Shown['fields'][number]) =>
    now.some((state, n) => state !== then[n]) || new Set(now).size > 1
  const rows = differing ? shown.fields.filter(differs) : shown.fields
  return (
    <section className={css.stack} aria-label={t`What each of them finds`}>
      <Toggle label={t`Only what differs`} checked={differing} onChange={setDiffering} />
      <DataTable
        label={t`What each of them finds`}
        heads={[
          { id: 'field', title: t`Field` },
          { id: 'class', title: t`Class`, wide: true },
          ...(shown.sampled ? [] : [{ id: 'value', title: t`As you read it`, wide: true }]),
          ...shown.subjects.map((subject, n) => ({
            id: String(n),
            title: subject.user?.name ?? roleName(subject.role ?? ''),
          })),
        ]}
      >
        {rows.map(({ coordinate, label, classification, value, now, then }) => (
          <tr key={coordinate}>
            <td>{label}</td>
            <td className={wideCell}>
              <Badge hue={HUES[classification] ?? 'neutral'}>{words.classOf(classification)}</Badge>
            </td>
            {!shown.sampled && <td className={wideCell}>{value ?? '—'}</td>}
            {now.map((state, n) => (
              <td key={n}>
                {state === then[n] ? (
                  <span className={state === 'denied' || state === 'hidden' ? css.closed : undefined}>
                    {states[state]}
                  </span>
                ) : (
                  <span className={css.turned}>
                    <s>{states[state]}</s> <b>{states[then[n] ?? '']}</b>
                  </span>
                )}
              </td>
            ))}
          </tr>
        ))}
      </DataTable>
      {rows.length === 0 && <p className={css.closed}>{t`They find the same.`}</p>}
      {!shown.hasDraft && <p className={css.closed}>{t`There is no draft; this is what is in force.`}</p>}
    </section>
  )
}
