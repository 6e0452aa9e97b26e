import { useLingui } from '@lingui/react/macro'
import { Cake } from 'lucide-react'
import { useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { BirthdaysQuery } from '../__generated__/BirthdaysQuery.graphql'
import { TaskDialog } from '../book/TaskDialog'
import { dayOf, daysBetween } from '../format/date'
import { paths } from '../paths'
import { Button } from '../ui/Button'
import { EmptyState } from '../ui/EmptyState'
import { Link } from '../ui/Link'
import { Section } from '../ui/Page'
import { useMinute } from '../ui/useMinute'
import { useRight } from '../viewer/Viewer'
import css from './HomePage.module.css'

const query = graphql`
  query BirthdaysQuery {
    viewer {
      birthdays(days: 14) {
        date
        client {
          id
          name
        }
      }
    }
  }
`

/** Birthdays of one's own clients within two weeks; from each a task can be made. */
export function Birthdays() {
  const { t, i18n } = useLingui()
  const now = useMinute()
  const mayTask = useRight('Mutation.createTask')
  const [taskFor, setTaskFor] = useState<{ id: string; name: string } | null>(null)
  const { viewer } = useLazyLoadQuery<BirthdaysQuery>(query, {}, { fetchPolicy: 'store-and-network' })
  const words = new Intl.RelativeTimeFormat(i18n.locale, { numeric: 'auto' })
  return (
    <Section title={t`Birthdays`}>
      {viewer.birthdays.length === 0 ? (
        <EmptyState small icon={<Cake size={20} />} title={t`No birthdays of your clients in the next two weeks.`} />
      ) : (
        <ul>
          {viewer.birthdays.map(({ date, client }) => (
            <li key={client.id} className={css.line}>
              <Link to={paths.client(client.id)} className={css.name}>
                {client.name ?? '—'}
              </Link>
              <span className={css.when}>
                {date.slice(5)} · {words.format(daysBetween(dayOf(now), date), 'day')}
              </span>
              {mayTask && (
                <Button
                  small
                  look="quiet"
                  aria-label={t`New task for ${client.name ?? '—'}`}
                  onClick={() => setTaskFor({ id: client.id, name: client.name ?? '—' })}
                >
                  {t`Task`}
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
      {taskFor && <TaskDialog client={taskFor} onClose={() => setTaskFor(null)} />}
    </Section>
  )
}
