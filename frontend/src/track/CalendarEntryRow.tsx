import { useLingui } from '@lingui/react/macro'
import type { DragEvent, KeyboardEvent } from 'react'
import { Link } from '../ui/Link'
import css from './CalendarPage.module.css'
import type { CalendarEntry, CalendarTask } from './useCalendarEntries'

type Props = {
  entry: CalendarEntry
  onOpen: (task: CalendarTask) => void
  /** Moves the task by days; absent where it may not be moved. */
  onMove?: ((task: CalendarTask, days: number) => void) | undefined
}

const STEPS: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 }

/** One entry of a day: a task opens, and moves by dragging or by Alt and an arrow; others lead to their page. */
export function CalendarEntryRow({ entry, onOpen, onMove }: Props) {
  const { t } = useLingui()
  const { task, to, kind, title, time, done, held } = entry
  const look = [css.entry, css[kind], done && css.done, held && css.held].filter(Boolean).join(' ')
  const inside = (
    <>
      {time && <span className={css.time}>{time}</span>}
      <span className={css.words}>{title}</span>
    </>
  )
  if (!task)
    return (
      <Link to={to ?? ''} className={look}>
        {inside}
      </Link>
    )
  const movable = onMove && task.state === 'open'
  const onKeyDown = (event: KeyboardEvent) => {
    const days = event.altKey ? STEPS[event.key] : undefined
    if (!days || !movable) return
    event.preventDefault()
    onMove(task, days)
  }
  return (
    <button
      type="button"
      className={look}
      draggable={Boolean(movable)}
      title={movable ? t`${title}. Drag it to another day, or press Alt and an arrow.` : title}
      onDragStart={(event: DragEvent) => {
        event.dataTransfer.setData('text/x-task', task.id)
        event.dataTransfer.effectAllowed = 'move'
      }}
      onKeyDown={onKeyDown}
      onClick={() => onOpen(task)}
    >
      {inside}
      {done && <span className="sr-only">{t`(done)`}</span>}
    </button>
  )
}
