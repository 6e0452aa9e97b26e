import { useLingui } from '@lingui/react/macro'
import { Lock } from 'lucide-react'

/** Stands in a list cell whose value the caller may not read; the record's page tells why. */
export function ClosedMark() {
  const { t } = useLingui()
  return (
    <span title={t`Your role does not include this field for this client.`}>
      <Lock size={12} aria-hidden="true" color="var(--ink-3)" />
      <span className="sr-only">{t`No right`}</span>
    </span>
  )
}
