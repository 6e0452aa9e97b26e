import { useLingui } from '@lingui/react/macro'
import { dateTime, relative } from '../format/date'
import { EMPTY } from '../format/money'
import { tip } from './Tooltip'
import { useMinute } from './useMinute'

type Props = { at: string | null | undefined; exact?: boolean }

/** An instant: in words within seven days, with the exact business time on hover. */
export function Moment({ at, exact }: Props) {
  const { i18n } = useLingui()
  const now = useMinute()
  if (!at) return <span>{EMPTY}</span>
  return (
    <time dateTime={at} {...tip(exact ? undefined : dateTime(at))}>
      {exact ? dateTime(at) : relative(at, now, i18n.locale)}
    </time>
  )
}
