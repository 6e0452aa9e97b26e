import { plural } from '@lingui/core/macro'
import { useLingui } from '@lingui/react/macro'
import { ChevronLeft, ChevronRight } from 'lucide-react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { CareMonthQuery } from '../__generated__/CareMonthQuery.graphql'
import { useCareWords } from '../book/careWords'
import { dayOf, isDay } from '../format/date'
import { paths } from '../paths'
import grid from '../track/CalendarPage.module.css'
import { daysShown, plusMonths } from '../track/calendarDays'
import { DayMark } from '../track/DayMark'
import { Button, IconButton } from '../ui/Button'
import { EmptyState } from '../ui/EmptyState'
import { Note } from '../ui/ErrorState'
import { Link } from '../ui/Link'
import { useMinute } from '../ui/useMinute'
import { useNarrow } from '../ui/useNarrow'
import { useSearchValues, useSetSearch } from '../viewer/url'
import { CareFilters, useCareFilters } from './CareFilters'

const query = graphql`
  query CareMonthQuery($from: Date!, $to: Date!, $owner: ID, $team: Boolean!, $kind: String, $tier: String) {
    care(from: $from, to: $to, owner: $owner, team: $team, kind: $kind, tier: $tier) {
      truncated
      kinds {
        key
        count
      }
      counts {
        date
        kind
        count
      }
      festivals {
        key
        date
      }
      days {
        date
        kind
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
/** Entries a day shows; the rest is told by number. */
const SHOWN = 3

/** The occasions of a month, day by day; on a phone only the days that have any. */
export function CareMonth() {
  const { t, i18n } = useLingui()
  const words = useCareWords()
  const narrow = useNarrow()
  const values = useSearchValues()
  const setSearch = useSetSearch()
  const { asked } = useCareFilters()
  const today = dayOf(useMinute())
  const day = isDay(values.day) ? values.day : today
  const days = daysShown('month', day)
  const { care } = useLazyLoadQuery<CareMonthQuery>(
    query,
    { from: days[0] ?? day, to: days.at(-1) ?? day, ...asked },
    { fetchPolicy: 'store-and-network' },
  )
  const month = day.slice(0, 7)
  const kinds = new Map(care.days.map((each) => [each.date, each.kind]))
  const format = (options: Intl.DateTimeFormatOptions, of: string) =>
    new Intl.DateTimeFormat(i18n.locale, { timeZone: 'UTC', ...options }).format(new Date(`${of}T00:00:00Z`))
  const go = (next: string) => setSearch({ day: next === today ? null : next })
  const counted = (of: string) =>
    care.counts
      .filter((each) => each.date === of && (!asked.kind || each.kind === asked.kind))
      .reduce((sum, each) => sum + each.count, 0)
  const festival = (of: string) => care.festivals.find((each) => each.date === of)
  const shown = narrow ? days.filter((of) => of.startsWith(month) && (counted(of) > 0 || festival(of))) : days
  return (
    <>
      <CareFilters counts={new Map(care.kinds.map((each) => [each.key, each.count]))} />
      <div className={grid.tools}>
        <IconButton label={t`Earlier`} onClick={() => go(plusMonths(day, -1))}>
          <ChevronLeft size={16} />
        </IconButton>
        <IconButton label={t`Later`} onClick={() => go(plusMonths(day, 1))}>
          <ChevronRight size={16} />
        </IconButton>
        <Button small onClick={() => go(today)} disabled={month === today.slice(0, 7)}>
          {t`Today`}
        </Button>
        <h2 className={grid.title} aria-live="polite">
          {format({ year: 'numeric', month: 'long' }, day)}
        </h2>
      </div>
      {care.truncated && (
        <Note tone="warn">{t`There is more in this month than is listed; the counts are whole.`}</Note>
      )}
      {shown.length === 0 && <EmptyState scene="list" title={t`No occasion in this month.`} />}
      <div className={narrow ? undefined : grid.month}>
        {!narrow &&
          days.slice(0, 7).map((of) => (
            <div key={of} className={grid.weekday} aria-hidden="true">
              {format({ weekday: 'short' }, of)}
            </div>
          ))}
        {shown.map((of) => {
          const rows = care.occasions.filter((row) => row.on === of)
          const most = narrow ? rows : rows.slice(0, SHOWN)
          const rest = counted(of) - most.length
          const feast = festival(of)
          return (
            <section
              key={of}
              aria-label={of}
              className={[
                grid.day,
                !of.startsWith(month) && grid.other,
                of === today && grid.today,
                kinds.get(of) === 'holiday' && grid.off,
              ]
                .filter(Boolean)
                .join(' ')}
            >
              <header className={grid.head}>
                <span className={grid.number}>{Number(of.slice(8))}</span>
                <DayMark kind={kinds.get(of)} />
                {feast && <strong className={grid.words}>{words.festivals[feast.key]}</strong>}
              </header>
              {most.map((row) => (
                <Link
                  key={row.id}
                  to={row.client ? paths.client(row.client.id, 'care') : paths.care()}
                  className={`${grid.entry} ${grid.birthday}`}
                >
                  <span className={grid.words}>
                    {row.client?.name ?? '—'} · {words.title(row.kind, row.label, row.years)}
                  </span>
                </Link>
              ))}
              {rest > 0 && <span className={grid.more}>{t`${plural(rest, { one: '# more', other: '# more' })}`}</span>}
            </section>
          )
        })}
      </div>
    </>
  )
}
