import { useLingui } from '@lingui/react/macro'
import { type ReactNode, useEffect, useRef } from 'react'
import { dateTime, dayHeading, dayOf } from '../format/date'
import css from './Timeline.module.css'
import { useMinute } from './useMinute'

export type Happening = {
  id: string
  at: string
  icon: ReactNode
  body: ReactNode
  tone?: 'plain' | 'warn' | 'good'
} & {
  /** The one that was asked for: brought into sight and focused. */
  marked?: boolean
}

/** What happened, newest first, under the days it happened on. */
export function Timeline({ entries }: { entries: readonly Happening[] }) {
  const { i18n } = useLingui()
  const today = dayOf(useMinute())
  const days = [...Map.groupBy(entries, ({ at }) => dayOf(at))]
  return (
    <div className={css.timeline}>
      {days.map(([day, own]) => (
        <section key={day} className={css.day}>
          <h3 className={css.heading}>{dayHeading(day, today, i18n.locale)}</h3>
          <ol className={css.entries}>
            {own.map((each) => (
              <Entry key={each.id} {...each} />
            ))}
          </ol>
        </section>
      ))}
    </div>
  )
}

function Entry({ at, icon, body, tone = 'plain', marked = false }: Happening) {
  const line = useRef<HTMLLIElement>(null)
  useEffect(() => {
    if (!marked) return
    line.current?.scrollIntoView({ block: 'center' })
    line.current?.focus({ preventScroll: true })
  }, [marked])
  return (
    <li
      ref={line}
      className={`${css.entry} ${marked ? css.marked : ''}`}
      aria-current={marked || undefined}
      tabIndex={marked ? -1 : undefined}
    >
      <time className={css.time} dateTime={at}>
        {dateTime(at).slice(11)}
      </time>
      <span className={`${css.icon} ${css[tone]}`} aria-hidden="true">
        {icon}
      </span>
      <div className={css.body}>{body}</div>
    </li>
  )
}

/** The quiet second line of an entry. */
export const Meta = ({ children }: { children: ReactNode }) => <div className={css.meta}>{children}</div>
