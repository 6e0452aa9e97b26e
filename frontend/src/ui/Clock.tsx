import { useLingui } from '@lingui/react/macro'
import { dateTime } from '../format/date'
import css from './Clock.module.css'
import { tip } from './Tooltip'
import { useMinute } from './useMinute'

/** How far a clock is: what decides its colour and its words. */
export type ClockTone = 'calm' | 'half' | 'near' | 'late' | 'still' | 'kept'
type Props = {
  /** What it measures, as "Answer". */
  label: string
  from: string
  due: string
  /** When it stopped; it was in time or not. */
  stopped?: string | null | undefined
  /** Since when it rests. */
  resting?: string | null | undefined
}

const at = (text: string) => new Date(text).getTime()

/** The tone of a clock at a moment, and the share of its time that is over, in [0, 1]. */
export function clockAt({ from, due, stopped, resting }: Omit<Props, 'label'>, now: number): [ClockTone, number] {
  const end = stopped ? at(stopped) : resting ? at(resting) : now
  const over = Math.min(1, Math.max(0, (end - at(from)) / Math.max(1, at(due) - at(from))))
  if (stopped) return [at(stopped) <= at(due) ? 'kept' : 'late', over]
  if (resting) return ['still', over]
  if (now > at(due)) return ['late', 1]
  return [over >= 0.8 ? 'near' : over >= 0.5 ? 'half' : 'calm', over]
}

/** A clock with the time left: a ring, a colour and words; it moves by itself, without asking the server. */
export function Clock({ label, ...times }: Props) {
  const { t } = useLingui()
  const now = Math.max(useMinute().getTime(), Date.now())
  const words = useSpan()
  const [tone, over] = clockAt(times, now)
  const left = at(times.due) - now
  const said = {
    kept: t`in time`,
    still: t`resting`,
    late: times.stopped
      ? t({ message: `${words(at(times.stopped) - at(times.due))} late`, context: 'clock' })
      : t({ message: `${words(-left)} overdue`, context: 'clock' }),
    calm: t`${words(left)} left`,
    half: t`${words(left)} left`,
    near: t`${words(left)} left`,
  }[tone]
  const round = 2 * Math.PI * 7
  return (
    <span className={`${css.clock} ${css[tone]}`} {...tip(`${label} ${dateTime(times.due)}`)}>
      <svg className={css.ring} viewBox="0 0 18 18" aria-hidden="true">
        <circle cx="9" cy="9" r="7" className={css.track} />
        <circle cx="9" cy="9" r="7" className={css.hand} strokeDasharray={`${round * (1 - over)} ${round}`} />
      </svg>
      <span>
        {label} · {said}
      </span>
    </span>
  )
}

/** A length of time in the two units that matter. */
export function useSpan(): (milliseconds: number) => string {
  const { t } = useLingui()
  return (milliseconds) => {
    const minutes = Math.max(1, Math.ceil(milliseconds / 60_000))
    const [days, hours, rest] = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60), minutes % 60]
    if (days > 0) return hours > 0 ? t`${days} d ${hours} h` : t`${days} d`
    if (hours > 0) return rest > 0 ? t`${hours} h ${rest} min` : t`${hours} h`
    return t`${rest} min`
  }
}
