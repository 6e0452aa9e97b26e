import { useLingui } from '@lingui/react/macro'
import { Eye } from 'lucide-react'
import { useState } from 'react'
import { date } from '../format/date'
import { TextButton } from '../ui/Button'
import { Masked } from '../ui/Masked'
import { Moment } from '../ui/Moment'
import { Money } from '../ui/Money'
import { useFields, useRoleName } from '../viewer/useFields'
import { useRight } from '../viewer/Viewer'
import css from './FieldValue.module.css'
import { RevealDialog } from './RevealDialog'
import { useClientAccess } from './useClientAccess'

type Props = { clientId: string; relation: string; name: string; value: string | boolean | null | undefined }

/** One field of a client by its catalogue entry: closed, masked, sealed with "reveal", or plain. */
export function FieldValue({ clientId, relation, name, value }: Props) {
  const { t } = useLingui()
  const { label, field, option } = useFields()
  const roleName = useRoleName()
  const mayReveal = useRight('Mutation.reveal')
  const { grant } = useClientAccess(relation)
  const [revealing, setRevealing] = useState(false)
  const kind = field(name)?.kind
  const { level, rule, grantedBy } = grant(name)
  if (level === 'NONE' || level === 'MASKED') {
    const closed = { level, rule, grantedBy: grantedBy.map(roleName) }
    return <Masked text={typeof value === 'string' ? value : null} label={label(name)} closed={closed} />
  }
  if (value == null || value === '') return <span>—</span>
  if (typeof value === 'boolean') return <span>{value ? t`Yes` : t`No`}</span>
  switch (kind) {
    case 'sealed':
      return (
        <span className={css.sealed}>
          <span>{value}</span>
          {mayReveal && field(name)?.revealable && (
            <TextButton onClick={() => setRevealing(true)}>
              <Eye size={13} aria-hidden="true" /> {t`Reveal`}
              <span className="sr-only"> {label(name)}</span>
            </TextButton>
          )}
          {revealing && <RevealDialog clientId={clientId} field={name} onClose={() => setRevealing(false)} />}
        </span>
      )
    case 'money':
      return <Money cny={value} />
    case 'instant':
      return <Moment at={value} />
    case 'date':
      return <span>{date(value)}</span>
    case 'choice':
      return <span>{option(name, value)}</span>
    case 'long_text':
      return <span className={css.long}>{value}</span>
    default:
      return <span>{value}</span>
  }
}
