import { useLingui } from '@lingui/react/macro'
import { DatePicker } from '@mantine/dates'
import '@mantine/dates/styles.layer.css'
import 'dayjs/locale/zh-cn'
import '../dates.css'
import { useCalendarLabels } from '../Calendar'

type Props = { value: string; label: string; onPick: (day: string) => void }

/** A month to pick a day from with the mouse; by keyboard a date is typed. */
export function DayPicker({ value, label, onPick }: Props) {
  const { i18n } = useLingui()
  return (
    <DatePicker
      aria-label={label}
      value={value || null}
      defaultDate={value || new Date()}
      onChange={(day) => day && onPick(day)}
      locale={i18n.locale === 'zh-CN' ? 'zh-cn' : 'en'}
      firstDayOfWeek={1}
      ariaLabels={useCalendarLabels()}
      size="xs"
    />
  )
}
