import { useLingui } from '@lingui/react/macro'
import { count } from '../../format/money'

const MINUTE = 60
const HOUR = 3_600
const DAY = 86_400

/** Words for queues, classes of work, and how long something has been due. */
export function useOpsWords() {
  const { t, i18n } = useLingui()
  const queues: Record<string, string> = {
    events: t`Events`,
    runs: t({ message: 'Runs of automations', context: 'ops' }),
    timers: t`Schedules and dates`,
    messages: t`Messages to clients`,
    sends: t`Messages to other systems`,
    imports: t`Imports`,
    exports: t`Exports`,
    proposals: t`Files of proposals`,
    tags: t`Tags and tiers`,
  }
  const kinds: Record<string, string> = {
    automations: t`Automations`,
    imports: t`Imports`,
    exports: t`Exports`,
    messages: t`Messages`,
  }
  const lag = (seconds: number): string => {
    const number = (value: number) => count(Math.floor(value), i18n.locale)
    if (seconds < MINUTE) return t`${number(seconds)} s`
    if (seconds < HOUR) return t`${number(seconds / MINUTE)} min`
    if (seconds < DAY) return t`${number(seconds / HOUR)} h`
    return t`${number(seconds / DAY)} d`
  }
  return {
    queue: (key: string) => queues[key] ?? key,
    kind: (key: string) => kinds[key] ?? key,
    lag,
    number: (value: number) => count(value, i18n.locale),
  }
}
