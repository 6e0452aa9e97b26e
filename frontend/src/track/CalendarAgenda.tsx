import { useLingui } from '@lingui/react/macro'
import { CalendarDays } from 'lucide-react'
import { useState } from 'react'
import { TaskDialog } from '../book/TaskDialog'
import { EmptyState } from '../ui/EmptyState'
import { CalendarEntryRow } from './CalendarEntryRow'
import css from './CalendarPage.module.css'
import { DayMark } from './DayMark'
import type { CalendarEntry, CalendarTask } from './useCalendarEntries'
import { useMoveTask } from './useMoveTask'

type Props = {
  days: readonly string[]
  today: string
  entries: ReadonlyMap<string, readonly CalendarEntry[]>
  kinds: ReadonlyMap<string, string>
}

/** Days one after the other, those with nothing on them left out. */
export function CalendarAgenda({ days, today, entries, kinds }: Props) {
  const { t, i18n } = useLingui()
  const move = useMoveTask()
  const [opened, setOpened] = useState<CalendarTask | null>(null)
  const words = new Intl.DateTimeFormat(i18n.locale, {
    timeZone: 'UTC',
    month: 'short',
    day: 'numeric',
    weekday: 'short',
  })
  const shown = days.filter((day) => entries.has(day) || kinds.has(day))
  if (shown.length === 0)
    return (
      <EmptyState icon={<CalendarDays size={20} />} title={t`Nothing on these days.`}>
        {t`Tasks with a due time, conversations due, birthdays and open days will stand here.`}
      </EmptyState>
    )
  return (
    <>
      {shown.map((day) => (
        <section key={day} className={css.agenda} aria-label={day}>
          <h3 className={day === today ? css.now : undefined}>
            {words.format(new Date(`${day}T00:00:00Z`))} <DayMark kind={kinds.get(day)} />
          </h3>
          {(entries.get(day) ?? []).map((entry) => (
            <CalendarEntryRow key={entry.key} entry={entry} onOpen={setOpened} onMove={move?.moveBy} />
          ))}
        </section>
      ))}
      {opened && <TaskDialog task={opened} onClose={() => setOpened(null)} />}
    </>
  )
}
