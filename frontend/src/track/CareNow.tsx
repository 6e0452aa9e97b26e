import { useLingui } from '@lingui/react/macro'
import { Cake } from 'lucide-react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { CareNowQuery } from '../__generated__/CareNowQuery.graphql'
import { useCareWords } from '../book/careWords'
import { dayOf, daysBetween } from '../format/date'
import { paths } from '../paths'
import { EmptyState } from '../ui/EmptyState'
import { Link } from '../ui/Link'
import { Section } from '../ui/Page'
import { useMinute } from '../ui/useMinute'
import { plusDays } from './calendarDays'
import css from './HomePage.module.css'

const query = graphql`
  query CareNowQuery($me: ID!, $from: Date!, $to: Date!) {
    care(from: $from, to: $to, owner: $me) {
      festivals {
        key
        date
      }
      occasions {
        id
        kind
        label {
          zh
          en
        }
        on
        years
        client {
          id
          name
        }
      }
    }
  }
`
const SHOWN = 8

/** Days of one's own clients within two weeks, birthdays of both calendars among them. */
export function CareNow({ me }: { me: string }) {
  const { t, i18n } = useLingui()
  const words = useCareWords()
  const today = dayOf(useMinute())
  const { care } = useLazyLoadQuery<CareNowQuery>(
    query,
    { me, from: today, to: plusDays(today, 14) },
    { fetchPolicy: 'store-and-network' },
  )
  const relative = new Intl.RelativeTimeFormat(i18n.locale, { numeric: 'auto' })
  const when = (day: string) => `${day.slice(5)} · ${relative.format(daysBetween(today, day), 'day')}`
  return (
    <Section title={t({ message: 'Care', context: 'page' })}>
      {care.occasions.length + care.festivals.length === 0 ? (
        <EmptyState small icon={<Cake size={20} />} title={t`No occasion of your clients in the next two weeks.`} />
      ) : (
        <ul>
          {care.festivals.map((each) => (
            <li key={each.key} className={css.line}>
              <Link to={paths.care({ of: 'mine' })} className={css.name}>
                {words.festivals[each.key]}
              </Link>
              <span className={css.when}>{when(each.date)}</span>
            </li>
          ))}
          {care.occasions.slice(0, SHOWN).map((row) => (
            <li key={row.id} className={css.line}>
              <Link
                to={row.client ? paths.client(row.client.id, 'care') : paths.care({ of: 'mine' })}
                className={css.name}
              >
                {row.client?.name ?? '—'} · {words.title(row.kind, row.label, row.years)}
              </Link>
              <span className={css.when}>{when(row.on)}</span>
            </li>
          ))}
          {care.occasions.length > SHOWN && (
            <li className={css.line}>
              <Link to={paths.care({ of: 'mine' })} className={css.name}>
                {t`All occasions`}
              </Link>
              <span className={css.when}>{care.occasions.length}</span>
            </li>
          )}
        </ul>
      )}
    </Section>
  )
}
