import { useLingui } from '@lingui/react/macro'
import { WEEKDAYS } from './recurrence'

/** A Monday: from it on the weekdays follow each other. */
const MONDAY = Date.UTC(2024, 0, 1)
const DAY = 86_400_000

/** The weekdays to choose from, Monday first, as the reader's language calls them. */
export function useWeekdays(): { value: string; label: string }[] {
  const { i18n } = useLingui()
  const words = new Intl.DateTimeFormat(i18n.locale, { weekday: 'short', timeZone: 'UTC' })
  return WEEKDAYS.map((value, n) => ({ value, label: words.format(MONDAY + n * DAY) }))
}
