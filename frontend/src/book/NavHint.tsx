import { useLingui } from '@lingui/react/macro'
import { Note } from '../ui/ErrorState'
import type { NavInForce } from './useNavInForce'

type Props = { name?: string | undefined; date: string | null; found: NavInForce; typed: boolean }

/** Of which day the NAV in a field is, and what is wrong with it. */
export function NavHint({ name, date, found, typed }: Props) {
  const { t } = useLingui()
  if (found === null) return null
  const of = name ? `${name}: ` : ''
  if (found === 'none')
    return (
      <Note tone="warn">
        {of}
        {t`No NAV is published up to this day; type the one you were told.`}
      </Note>
    )
  const said = typed ? t`The NAV in force is ${found.unit} of ${found.date}.` : t`NAV of ${found.date}.`
  if (found.stale)
    return (
      <Note tone="warn">
        {of}
        {said} {t`A newer one was overdue on this day.`}
      </Note>
    )
  return (
    <Note>
      {of}
      {said} {found.date !== date && t`None is published for the day itself.`}
    </Note>
  )
}
