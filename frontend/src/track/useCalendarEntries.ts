import { useLingui } from '@lingui/react/macro'
import { useMemo } from 'react'
import { graphql, useFragment } from 'react-relay'
import type { useCalendarEntries_calendar$key } from '../__generated__/useCalendarEntries_calendar.graphql'
import { isHeld } from '../book/HeldMark'
import { dateTime, dayOf } from '../format/date'
import { paths } from '../paths'
import { plusDays } from './calendarDays'

const fragment = graphql`
  fragment useCalendarEntries_calendar on Calendar {
    tasks {
      id
      version
      title
      state
      dueAt
      heldUntil
      body
      priority
      outcome
      client {
        name
      }
      assignee {
        id
        name
      }
    }
    contacts {
      date
      client {
        id
        name
      }
    }
    birthdays {
      date
      client {
        id
        name
      }
    }
    openings {
      first
      last
      product {
        id
        name
      }
    }
    days {
      date
      kind
    }
  }
`

/** Funds open on one day that are told one by one; of more only how many. */
const MOST_FUNDS = 2

export type CalendarTask = {
  id: string
  version: number
  title: string
  body: string | null | undefined
  priority: string
  dueAt: string | null | undefined
  state: string
  heldUntil: string | null | undefined
  outcome: string | null | undefined
  assignee: { id: string } | null | undefined
}

/** One entry of a day. task: what can be opened and moved; to: what the others lead to. */
export type CalendarEntry = {
  key: string
  day: string
  kind: 'task' | 'contact' | 'birthday' | 'opening'
  time: string | null
  title: string
  done: boolean
  /** Whether it waits, as its client cools off. */
  held: boolean
  task: CalendarTask | null
  to: string | null
}

/** What lies on each day, and which days are holidays or worked weekend days. */
export function useCalendarEntries(calendar: useCalendarEntries_calendar$key, withNames: boolean) {
  const { t } = useLingui()
  const data = useFragment(fragment, calendar)
  return useMemo(() => {
    const entries: CalendarEntry[] = data.tasks.map((task) => ({
      key: task.id,
      day: dayOf(task.dueAt ?? ''),
      kind: 'task' as const,
      time: dateTime(task.dueAt).slice(11),
      title: [
        isHeld(task) ? t`Held back until ${dateTime(task.heldUntil)}` : null,
        task.title,
        task.client?.name,
        withNames ? task.assignee?.name : null,
      ]
        .filter(Boolean)
        .join(' · '),
      done: task.state === 'done',
      held: isHeld(task),
      task,
      to: null,
    }))
    const whole = { time: null, done: false, held: false, task: null }
    for (const { date, client } of data.contacts)
      entries.push({
        ...whole,
        key: `contact ${client.id}`,
        day: date,
        kind: 'contact',
        title: t`Contact due: ${client.name ?? '—'}`,
        to: paths.client(client.id),
      })
    for (const { date, client } of data.birthdays)
      entries.push({
        ...whole,
        key: `birthday ${client.id}`,
        day: date,
        kind: 'birthday',
        title: t`Birthday: ${client.name ?? '—'}`,
        to: paths.client(client.id),
      })
    const open = data.openings.flatMap(({ first, last, product }) => {
      const days: { day: string; product: typeof product }[] = []
      for (let day = first; day <= last; day = plusDays(day, 1)) days.push({ day, product })
      return days
    })
    for (const [day, those] of Map.groupBy(open, ({ day }) => day)) {
      // All funds of a firm are mostly open on the same Friday: they would bury whatever else lies there.
      if (those.length > MOST_FUNDS)
        entries.push({
          ...whole,
          key: `openings ${day}`,
          day,
          kind: 'opening',
          title: t`Open day: ${those.length} funds`,
          to: paths.products(),
        })
      else
        for (const { product } of those)
          entries.push({
            ...whole,
            key: `opening ${product.id} ${day}`,
            day,
            kind: 'opening',
            title: t`Open day: ${product.name ?? '—'}`,
            to: paths.product(product.id),
          })
    }
    const byDay = Map.groupBy(entries, ({ day }) => day)
    return { entries: byDay, kinds: new Map(data.days.map(({ date, kind }) => [date, kind])) }
  }, [data, t, withNames])
}
