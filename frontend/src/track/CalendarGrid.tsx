import { plural } from '@lingui/core/macro'
import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { TaskDialog } from '../book/TaskDialog'
import { paths } from '../paths'
import { Link } from '../ui/Link'
import { CalendarEntryRow } from './CalendarEntryRow'
import css from './CalendarPage.module.css'
import { DayMark } from './DayMark'
import type { CalendarEntry, CalendarTask } from './useCalendarEntries'
import { useMoveTask } from './useMoveTask'

type Props = {
  days: readonly string[]
  /** The month that is meant, "2026-11"; other days are paler. None for a week. */
  month: string | null
  today: string
  entries: ReadonlyMap<string, readonly CalendarEntry[]>
  kinds: ReadonlyMap<string, string>
}

/** Entries a day of a month shows; the rest is told by number. */
const SHOWN = 4

/** Weeks as rows of seven days; tasks move from day to day. */
export function CalendarGrid({ days, month, today, entries, kinds }: Props) {
  const { t, i18n } = useLingui()
  const move = useMoveTask()
  const [opened, setOpened] = useState<CalendarTask | null>(null)
  const [over, setOver] = useState<string | null>(null)
  const weekday = new Intl.DateTimeFormat(i18n.locale, { timeZone: 'UTC', weekday: 'short' })
  const tasks = new Map([...entries.values()].flat().flatMap(({ task }) => (task ? [[task.id, task] as const] : [])))
  return (
    <>
      <div className={month ? css.month : css.week}>
        {days.slice(0, 7).map((day) => (
          <div key={day} className={css.weekday} aria-hidden="true">
            {weekday.format(new Date(`${day}T00:00:00Z`))}
          </div>
        ))}
        {days.map((day) => {
          const found = entries.get(day) ?? []
          const shown = month ? found.slice(0, found.length > SHOWN ? SHOWN - 1 : SHOWN) : found
          const rest = found.length - shown.length
          const off = kinds.get(day) === 'holiday'
          return (
            <section
              key={day}
              aria-label={day}
              className={[
                css.day,
                month && !day.startsWith(month) && css.other,
                day === today && css.today,
                off && css.off,
                over === day && css.over,
              ]
                .filter(Boolean)
                .join(' ')}
              onDragOver={(event) => {
                if (!move || !event.dataTransfer.types.includes('text/x-task')) return
                event.preventDefault()
                event.dataTransfer.dropEffect = 'move'
                setOver(day)
              }}
              onDragLeave={() => setOver(null)}
              onDrop={(event) => {
                event.preventDefault()
                setOver(null)
                const task = tasks.get(event.dataTransfer.getData('text/x-task'))
                if (task && move) void move.moveTo(task, day)
              }}
            >
              <header className={css.head}>
                <Link to={paths.calendar({ view: 'day', day })} className={css.number}>
                  {Number(day.slice(8))}
                </Link>
                <DayMark kind={kinds.get(day)} />
              </header>
              {shown.map((entry) => (
                <CalendarEntryRow key={entry.key} entry={entry} onOpen={setOpened} onMove={move?.moveBy} />
              ))}
              {rest > 0 && (
                <Link to={paths.calendar({ view: 'day', day })} className={css.more}>
                  {t`${plural(rest, { one: '# more', other: '# more' })}`}
                </Link>
              )}
            </section>
          )
        })}
      </div>
      {opened && <TaskDialog task={opened} onClose={() => setOpened(null)} />}
    </>
  )
}
