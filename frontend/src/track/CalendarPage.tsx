import { useLingui } from '@lingui/react/macro'
import { ChevronLeft, ChevronRight } from 'lucide-react'
import { startTransition, useCallback, useMemo, useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { CalendarPageQuery } from '../__generated__/CalendarPageQuery.graphql'
import { useTaskBell } from '../book/taskBell'
import { dayOf } from '../format/date'
import { Boundary } from '../ui/Boundary'
import { Button, IconButton } from '../ui/Button'
import { Note } from '../ui/ErrorState'
import { Page } from '../ui/Page'
import { SkeletonRows } from '../ui/Skeleton'
import { useMinute } from '../ui/useMinute'
import { useNarrow } from '../ui/useNarrow'
import { useSearchValues, useSetSearch } from '../viewer/url'
import { useViewer } from '../viewer/Viewer'
import { CalendarAgenda } from './CalendarAgenda'
import { CalendarGrid } from './CalendarGrid'
import css from './CalendarPage.module.css'
import { CALENDAR_VIEWS, type CalendarView, daysShown, stepped } from './calendarDays'
import { useCalendarEntries } from './useCalendarEntries'

const query = graphql`
  query CalendarPageQuery($from: Date!, $to: Date!, $scope: CalendarScope!) {
    calendar(from: $from, to: $to, scope: $scope) {
      truncated
      ...useCalendarEntries_calendar
    }
  }
`
/** Who sees the calendar of a team: whoever leads or oversees one. */
const LEADING = ['team_lead', 'partner', 'executive']

/** What is due on which day: a month, a week, a day, or one after the other. */
export function CalendarPage() {
  const { t, i18n } = useLingui()
  const values = useSearchValues()
  const setSearch = useSetSearch()
  const narrow = useNarrow()
  const { roles } = useViewer()
  const today = dayOf(useMinute())
  const usual: CalendarView = narrow ? 'agenda' : 'month'
  const view = CALENDAR_VIEWS.find((each) => each === values.view) ?? usual
  const day = /^\d{4}-\d{2}-\d{2}$/.test(values.day ?? '') ? (values.day ?? today) : today
  const leads = roles.some((role) => LEADING.includes(role))
  const scope = leads && values.of === 'team' ? 'TEAM' : 'OWN'
  const titles: Record<CalendarView, string> = { month: t`Month`, week: t`Week`, day: t`Day`, agenda: t`Agenda` }
  const title = new Intl.DateTimeFormat(i18n.locale, {
    timeZone: 'UTC',
    year: 'numeric',
    month: 'long',
    ...(view === 'day' ? { day: 'numeric', weekday: 'long' } : {}),
  }).format(new Date(`${day}T00:00:00Z`))
  const go = (next: string) => setSearch({ day: next === today ? null : next })
  return (
    <Page title={t`Calendar`} padded>
      <div className={css.tools}>
        <IconButton label={t`Earlier`} onClick={() => go(stepped(view, day, -1))}>
          <ChevronLeft size={16} />
        </IconButton>
        <IconButton label={t`Later`} onClick={() => go(stepped(view, day, 1))}>
          <ChevronRight size={16} />
        </IconButton>
        <Button small onClick={() => go(today)} disabled={day === today}>
          {t`Today`}
        </Button>
        <h2 className={css.title} aria-live="polite">
          {title}
        </h2>
        <span className={css.end}>
          {leads && (
            <Button
              small
              look={scope === 'TEAM' ? 'primary' : 'plain'}
              aria-pressed={scope === 'TEAM'}
              onClick={() => setSearch({ of: scope === 'TEAM' ? null : 'team' })}
            >
              {t`My teams`}
            </Button>
          )}
          <fieldset className={css.views}>
            <legend className="sr-only">{t`View`}</legend>
            {CALENDAR_VIEWS.map((each) => (
              <Button
                key={each}
                small
                look={each === view ? 'primary' : 'plain'}
                aria-pressed={each === view}
                onClick={() => setSearch({ view: each === usual ? null : each })}
              >
                {titles[each]}
              </Button>
            ))}
          </fieldset>
        </span>
      </div>
      <Boundary fallback={<SkeletonRows rows={8} />} key={`${scope} ${view} ${day}`}>
        <Days view={view} day={day} today={today} scope={scope} />
      </Boundary>
    </Page>
  )
}

type DaysProps = { view: CalendarView; day: string; today: string; scope: 'OWN' | 'TEAM' }

function Days({ view, day, today, scope }: DaysProps) {
  const { t } = useLingui()
  const [rung, ring] = useState(0)
  useTaskBell(useCallback(() => startTransition(() => ring((count) => count + 1)), []))
  const days = useMemo(() => daysShown(view, day), [view, day])
  const { calendar } = useLazyLoadQuery<CalendarPageQuery>(
    query,
    { from: days[0] ?? day, to: days.at(-1) ?? day, scope },
    { fetchPolicy: 'store-and-network', fetchKey: rung },
  )
  const { entries, kinds } = useCalendarEntries(calendar, scope === 'TEAM')
  return (
    <>
      {calendar.truncated && (
        <Note tone="warn">{t`There is more on these days than is shown. Choose fewer days.`}</Note>
      )}
      {view === 'agenda' || view === 'day' ? (
        <CalendarAgenda days={days} today={today} entries={entries} kinds={kinds} />
      ) : (
        <CalendarGrid
          days={days}
          month={view === 'month' ? day.slice(0, 7) : null}
          today={today}
          entries={entries}
          kinds={kinds}
        />
      )}
    </>
  )
}
