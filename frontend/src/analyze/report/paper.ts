import type { PaperKind } from '../../__generated__/PaperJobMutation.graphql'
import type { Asked } from '../cockpitSearch'

/** What goes on paper. title: as its reader calls it; asked: of a board, how it is narrowed; own days keep theirs. */
export type Paper = {
  kind: PaperKind
  id: string | null
  title: string
  window?: Asked['window'] | null
  filter?: Asked['filter'] | null
}

const DAY = 24 * 60

/** Minutes after midnight as a clock shows them, and back; null for what is no time. */
export const clockOf = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`
export function minuteOf(clock: string): number | null {
  const [, hours, minutes] = /^(\d{1,2}):(\d{2})/.exec(clock) ?? []
  if (hours === undefined || minutes === undefined) return null
  const minute = Number(hours) * 60 + Number(minutes)
  return Number(minutes) < 60 && minute < DAY ? minute : null
}

/** The days a rhythm may name: none, weekdays, days or working days of a month. */
export const daysOf = (every: string): number =>
  (({ WEEKLY: 7, MONTHLY: 31, WORKDAY: 15 }) as Record<string, number>)[every] ?? 0
