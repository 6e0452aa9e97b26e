import { useLingui } from '@lingui/react/macro'
import { DateInput, DateTimePicker } from '@mantine/dates'
import '@mantine/dates/styles.layer.css'
import 'dayjs/locale/zh-cn'
import './dates.css'
import type { Props } from './DateField'

const calendarOf = (locale: string) => (locale === 'zh-CN' ? 'zh-cn' : 'en')

/** What a screen reader says of the arrows and headings of a calendar. */
export function useCalendarLabels() {
  const { t } = useLingui()
  return {
    monthLevelControl: t`Choose the month`,
    yearLevelControl: t`Choose the year`,
    nextMonth: t`Next month`,
    previousMonth: t`Previous month`,
    nextYear: t`Next year`,
    previousYear: t`Previous year`,
    nextDecade: t`Next decade`,
    previousDecade: t`Previous decade`,
  }
}

/** A business date, "2026-11-22", typed or picked. */
export function DayCalendar({ hint, required, value, placeholder, ...rest }: Props) {
  const { t, i18n } = useLingui()
  return (
    <DateInput
      {...rest}
      value={value}
      description={hint}
      withAsterisk={required ?? false}
      valueFormat="YYYY-MM-DD"
      placeholder={placeholder ?? t`YYYY-MM-DD`}
      locale={calendarOf(i18n.locale)}
      firstDayOfWeek={1}
      clearable
      ariaLabels={useCalendarLabels()}
      clearButtonProps={{ 'aria-label': t`Clear` }}
      size="sm"
    />
  )
}

/** A wall-clock moment in the business zone, "2026-11-22 09:05"; see `instantOf` for the instant it names. */
export function MomentCalendar({ hint, required, value, ref: _, ...rest }: Props) {
  const { t, i18n } = useLingui()
  return (
    <DateTimePicker
      {...rest}
      value={value}
      description={hint}
      withAsterisk={required ?? false}
      valueFormat="YYYY-MM-DD HH:mm"
      locale={calendarOf(i18n.locale)}
      firstDayOfWeek={1}
      clearable
      ariaLabels={useCalendarLabels()}
      clearButtonProps={{ 'aria-label': t`Clear` }}
      size="sm"
    />
  )
}
