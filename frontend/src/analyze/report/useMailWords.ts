import { useLingui } from '@lingui/react/macro'
import { useWeekdays } from '../../book/useWeekdays'
import { clockOf, daysOf } from './paper'

/** When reports are mailed and what became of a mail, in words. */
export function useMailWords() {
  const { t } = useLingui()
  const weekdays = useWeekdays()
  const weekday = (day: number | null) => weekdays[(day ?? 1) - 1]?.label ?? ''
  const states: Record<string, string> = {
    queued: t`Waiting for its turn`,
    making: t`Being made`,
    sending: t`Being sent`,
    sent: t`Sent`,
    noted: t`Sent without figures`,
    left: t`Has left: nothing was sent`,
    failed: t`Failed`,
    in_doubt: t`Nobody knows whether it arrived`,
    cancelled: t`Cancelled`,
  }
  const errors: Record<string, string> = {
    gone: t`The report is gone, or is not shown to the recipient.`,
    denied: t`The recipient may not see figures.`,
    large: t`Too large for a mail: sent as a link.`,
    many: t`More rows than may leave without approval: sent as a link.`,
    channel_off: t`No mail server is set up.`,
    no_such_address: t`There is no such address.`,
    refused: t`The mail server refused it.`,
    refused_for_now: t`The mail server asks to try later.`,
    unreached: t`The mail server could not be reached.`,
    no_answer: t`The mail server did not answer.`,
    worker_ended: t`The worker ended while it was sent.`,
  }
  return {
    state: (key: string) => states[key] ?? key,
    error: (key: string | null | undefined) =>
      key ? (errors[key] ?? (key === 'left' ? null : t`It could not be made.`)) : null,
    rhythms: [
      { value: 'DAILY', label: t`Every day` },
      { value: 'WORKDAYS', label: t`Every working day` },
      { value: 'WEEKLY', label: t`Every week` },
      { value: 'MONTHLY', label: t`Every month, on a day` },
      { value: 'WORKDAY', label: t`Every month, on a working day` },
    ],
    days: (every: string) =>
      Array.from({ length: daysOf(every) }, (_, n) => ({
        value: String(n + 1),
        label: every === 'WEEKLY' ? weekday(n + 1) : every === 'MONTHLY' ? t`Day ${n + 1}` : t`Working day ${n + 1}`,
      })),
    rhythm: (every: string, day: number | null, minute: number): string => {
      const at = clockOf(minute)
      if (every === 'WORKDAYS') return t`every working day at ${at}`
      if (every === 'WEEKLY') return t`every ${weekday(day)} at ${at}`
      if (every === 'MONTHLY') return t`day ${day ?? 1} of each month at ${at}`
      if (every === 'WORKDAY') return t`working day ${day ?? 1} of each month at ${at}`
      return t`every day at ${at}`
    },
  }
}
