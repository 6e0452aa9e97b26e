import { useLingui } from '@lingui/react/macro'
import { CalendarCheck, MessageCircleHeart } from 'lucide-react'
import { useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { ContactsDueQuery } from '../__generated__/ContactsDueQuery.graphql'
import { LogInteractionDialog } from '../book/LogInteractionDialog'
import { dayOf, daysBetween } from '../format/date'
import { count } from '../format/money'
import { paths } from '../paths'
import { Badge } from '../ui/Badge'
import { IconButton } from '../ui/Button'
import { EmptyState } from '../ui/EmptyState'
import { Link } from '../ui/Link'
import { Section } from '../ui/Page'
import { useMinute } from '../ui/useMinute'
import { useRight } from '../viewer/Viewer'
import css from './HomePage.module.css'

const query = graphql`
  query ContactsDueQuery($me: ID!, $until: Date!) {
    clients(
      filter: { owner: { eq: $me }, contactDueOn: { lte: $until } }
      orderBy: [{ field: CONTACT_DUE_ON, direction: ASC }]
      first: 8
    ) {
      totalCount
      nodes {
        id
        name
        contactDueOn
      }
    }
  }
`
const AHEAD = 7

/** Clients of one's own whose next contact is due within a week or overdue, the latest first to be late first. */
export function ContactsDue({ me }: { me: string }) {
  const { t, i18n } = useLingui()
  const now = useMinute()
  const today = dayOf(now)
  const until = dayOf(new Date(now.getTime() + AHEAD * 86_400_000))
  const mayLog = useRight('Mutation.logInteraction')
  const [made, setMade] = useState(0)
  const [logFor, setLogFor] = useState<{ id: string; name: string } | null>(null)
  const again = { fetchPolicy: 'store-and-network', fetchKey: made } as const
  const { clients } = useLazyLoadQuery<ContactsDueQuery>(query, { me, until }, again)
  const words = new Intl.RelativeTimeFormat(i18n.locale, { numeric: 'auto' })
  const more = (clients.totalCount ?? 0) - clients.nodes.length
  return (
    <Section title={t`Contacts due`}>
      {clients.nodes.length === 0 ? (
        <EmptyState small icon={<CalendarCheck size={20} />} title={t`Nobody has to be contacted within a week.`} />
      ) : (
        <ul>
          {clients.nodes.map(({ id, name, contactDueOn }) => (
            <li key={id} className={css.line}>
              <Link to={paths.client(id)} className={css.name}>
                {name ?? '—'}
              </Link>
              {contactDueOn != null && (
                <span className={css.when}>
                  {contactDueOn < today ? (
                    <Badge hue="amber">{words.format(daysBetween(today, contactDueOn), 'day')}</Badge>
                  ) : (
                    words.format(daysBetween(today, contactDueOn), 'day')
                  )}
                </span>
              )}
              {mayLog && (
                <IconButton
                  small
                  label={t`Log an interaction with ${name ?? '—'}`}
                  onClick={() => setLogFor({ id, name: name ?? '—' })}
                >
                  <MessageCircleHeart size={14} aria-hidden="true" />
                </IconButton>
              )}
            </li>
          ))}
        </ul>
      )}
      {more > 0 && (
        <Link to={paths.clients({ due: until, owner: me, sort: 'contactDueOn' })}>
          {t`${count(more, i18n.locale)} more`}
        </Link>
      )}
      {logFor && (
        <LogInteractionDialog
          clientId={logFor.id}
          clientName={logFor.name}
          open
          onClose={() => {
            setLogFor(null)
            setMade((n) => n + 1)
          }}
        />
      )}
    </Section>
  )
}
