import { useLingui } from '@lingui/react/macro'
import { MessageCircleHeart, Phone } from 'lucide-react'
import { useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { HomePageClientsQuery } from '../__generated__/HomePageClientsQuery.graphql'
import type { HomePageTasksQuery } from '../__generated__/HomePageTasksQuery.graphql'
import { StateBadge } from '../book/ClientBadges'
import { isHeld } from '../book/HeldMark'
import { LogInteractionDialog } from '../book/LogInteractionDialog'
import { TaskList } from '../book/TaskList'
import { isLate } from '../book/TaskRow'
import { dayOf } from '../format/date'
import { paths } from '../paths'
import { RequestsDue } from '../retain/RequestsDue'
import { Boundary } from '../ui/Boundary'
import { buttonClass, IconButton } from '../ui/Button'
import { EmptyState } from '../ui/EmptyState'
import { Link } from '../ui/Link'
import { Moment } from '../ui/Moment'
import { Money } from '../ui/Money'
import { Page, Section } from '../ui/Page'
import { SkeletonRows } from '../ui/Skeleton'
import { useMinute } from '../ui/useMinute'
import { bestLevel, reaches } from '../viewer/access'
import { useRight, useViewer } from '../viewer/Viewer'
import { ApprovalsDue } from './ApprovalsDue'
import { Birthdays } from './Birthdays'
import { CareNow } from './CareNow'
import { ContactsDue } from './ContactsDue'
import { DueNeeds } from './DueNeeds'
import { Expiring } from './Expiring'
import { HoldingChanges } from './HoldingChanges'
import css from './HomePage.module.css'
import { SignalsNow } from './SignalsNow'

const tasksQuery = graphql`
  query HomePageTasksQuery($me: ID!) {
    tasks(filter: { assignee: { eq: $me }, state: { eq: "open" } }, orderBy: [{ field: DUE_AT, direction: ASC }], first: 30) {
      totalCount
      nodes {
        id
        state
        dueAt
        heldUntil
        ...TaskRow_task
      }
    }
  }
`
const clientsQuery = graphql`
  query HomePageClientsQuery($me: ID!) {
    clients(
      filter: { owner: { eq: $me }, state: { in: ["existing", "subscribing", "qualified", "prospect", "dormant"] } }
      orderBy: [{ field: LAST_INTERACTION_AT, direction: ASC }]
      first: 8
    ) {
      nodes {
        id
        name
        state
        aum
        lastInteractionAt
      }
    }
  }
`

/** Time and duty first: what is due, and which of one's clients has heard nothing for longest. */
export function HomePage() {
  const { t, i18n } = useLingui()
  const { user } = useViewer()
  const mayTasks = useRight('Query.tasks')
  const mayClients = useRight('Query.clients')
  const mayChanges = useRight('Query.holdingChanges')
  const mayNeeds = useRight('Query.needs')
  const mayRequests = useRight('Query.requests')
  const maySignals = useRight('Query.signals')
  const mayCare = useRight('Query.care')
  const mayFigures = useRight('Query.kpi')
  const { access } = useViewer()
  // A filter needs the right to read its field of every client one sees.
  const mayFilter = reaches(bestLevel(access, 'Client.riskValidUntil'), 'VIEW')
  const mayDue = reaches(bestLevel(access, 'Client.contactDueOn'), 'VIEW')
  const now = useMinute()
  const today = dayOf(now)
  const weekday = new Intl.DateTimeFormat(i18n.locale, { weekday: 'long', timeZone: 'Asia/Shanghai' }).format(now)
  const me = user?.id
  return (
    <Page
      title={t`My day`}
      count={
        <span className={css.date}>
          {today} {weekday}
        </span>
      }
      padded
      actions={
        mayFigures && (
          <Link to={paths.cockpit()} className={buttonClass('plain')}>
            {t`Cockpit`}
          </Link>
        )
      }
    >
      <div className={css.columns}>
        {me && mayTasks && (
          <Boundary fallback={<SkeletonRows />}>
            <Duties me={me} />
          </Boundary>
        )}
        {me && mayClients && (
          <div>
            <Boundary fallback={null}>
              <ApprovalsDue />
            </Boundary>
            {maySignals && (
              <Boundary fallback={null}>
                <SignalsNow me={me} />
              </Boundary>
            )}
            {mayDue && (
              <Boundary fallback={<SkeletonRows />}>
                <ContactsDue me={me} />
              </Boundary>
            )}
            <Boundary fallback={<SkeletonRows />}>
              <Silent me={me} />
            </Boundary>
            {mayRequests && (
              <Boundary fallback={<SkeletonRows rows={2} />}>
                <RequestsDue />
              </Boundary>
            )}
            {mayNeeds && (
              <Boundary fallback={<SkeletonRows rows={2} />}>
                <DueNeeds me={me} />
              </Boundary>
            )}
            {mayChanges && (
              <Boundary fallback={<SkeletonRows rows={3} />}>
                <HoldingChanges me={me} />
              </Boundary>
            )}
            <Boundary fallback={<SkeletonRows rows={3} />}>{mayCare ? <CareNow me={me} /> : <Birthdays />}</Boundary>
            {mayFilter && (
              <Boundary fallback={<SkeletonRows rows={3} />}>
                <Expiring me={me} />
              </Boundary>
            )}
          </div>
        )}
      </div>
    </Page>
  )
}

function Duties({ me }: { me: string }) {
  const { t } = useLingui()
  const now = useMinute()
  const { tasks } = useLazyLoadQuery<HomePageTasksQuery>(tasksQuery, { me }, { fetchPolicy: 'store-and-network' })
  const today = dayOf(now)
  const open = tasks.nodes.filter((task) => task.state === 'open')
  const held = open.filter(isHeld)
  const late = open.filter((task) => isLate(task, now))
  const free = open.filter((task) => !isHeld(task) && !isLate(task, now))
  const due = free.filter((task) => task.dueAt && dayOf(task.dueAt) === today)
  const later = free.filter((task) => !due.includes(task)).slice(0, 8)
  return (
    <div>
      {late.length > 0 && (
        <Section title={t`Overdue (${late.length})`}>
          <TaskList tasks={late} empty="" />
        </Section>
      )}
      <Section title={t`Today`}>
        <TaskList tasks={due} empty={t`Nothing more is due today.`} />
      </Section>
      {held.length > 0 && (
        <Section title={t`Held back (${held.length})`}>
          <TaskList tasks={held} empty="" />
        </Section>
      )}
      <Section title={t`Next`} actions={<Link to={paths.tasks()}>{t`All tasks`}</Link>}>
        <TaskList tasks={later} empty={t`Nothing planned.`} />
      </Section>
    </div>
  )
}

function Silent({ me }: { me: string }) {
  const { t } = useLingui()
  const [variables] = useState({ me })
  const mayLog = useRight('Mutation.logInteraction')
  const [logFor, setLogFor] = useState<{ id: string; name: string } | null>(null)
  const { clients } = useLazyLoadQuery<HomePageClientsQuery>(clientsQuery, variables, {
    fetchPolicy: 'store-and-network',
  })
  return (
    <Section
      title={t`To call: longest without contact`}
      actions={<Link to={paths.clients({ owner: me, sort: 'lastInteractionAt' })}>{t`My clients`}</Link>}
    >
      {clients.nodes.length === 0 ? (
        <EmptyState small icon={<MessageCircleHeart size={20} />} title={t`No clients of your own yet.`} />
      ) : (
        <ul>
          {clients.nodes.map((client) => (
            <li key={client.id} className={css.silent}>
              <Link to={paths.client(client.id)} className={css.client}>
                <span>{client.name ?? '—'}</span>
                <span className={css.end}>
                  <Money cny={client.aum} />
                </span>
                <span className={css.meta}>
                  <StateBadge state={client.state} />
                </span>
                <span className={`${css.meta} ${css.end}`}>
                  {client.lastInteractionAt ? <Moment at={client.lastInteractionAt} /> : t`never`}
                </span>
              </Link>
              {mayLog && (
                <IconButton
                  label={t`Log an interaction with ${client.name ?? '—'}`}
                  onClick={() => setLogFor({ id: client.id, name: client.name ?? '—' })}
                >
                  <Phone size={15} />
                </IconButton>
              )}
            </li>
          ))}
        </ul>
      )}
      {logFor && (
        <LogInteractionDialog clientId={logFor.id} clientName={logFor.name} open onClose={() => setLogFor(null)} />
      )}
    </Section>
  )
}
