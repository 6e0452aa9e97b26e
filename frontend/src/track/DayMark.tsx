import { useLingui } from '@lingui/react/macro'
import { Badge } from '../ui/Badge'

/** That a day is a holiday, or a weekend day that is worked; nothing for all others. */
export function DayMark({ kind }: { kind: string | undefined }) {
  const { t } = useLingui()
  if (!kind) return null
  return kind === 'holiday' ? <Badge hue="red">{t`Holiday`}</Badge> : <Badge hue="amber">{t`Worked`}</Badge>
}
