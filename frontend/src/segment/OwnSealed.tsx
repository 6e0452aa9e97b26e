import { useLingui } from '@lingui/react/macro'
import { Eye } from 'lucide-react'
import { useState } from 'react'
import { RevealDialog } from '../book/RevealDialog'
import { useClientAccess } from '../book/useClientAccess'
import { TextButton } from '../ui/Button'
import { useRight } from '../viewer/Viewer'

type Props = {
  client: { readonly id: string; readonly relation: string }
  field: string
  label: string
  masked: string
}

/** A sealed value of one of the firm's own fields: its mask, and the way to see it for whoever may. */
export function OwnSealed({ client, field, label, masked }: Props) {
  const { t } = useLingui()
  const { grant } = useClientAccess(client.relation)
  const [revealing, setRevealing] = useState(false)
  const may = useRight('Mutation.reveal') && ['VIEW', 'EDIT'].includes(grant(field).level)
  return (
    <>
      <span>{masked}</span>{' '}
      {may && (
        <TextButton onClick={() => setRevealing(true)}>
          <Eye size={13} aria-hidden="true" /> {t`Reveal`}
          <span className="sr-only"> {label}</span>
        </TextButton>
      )}
      {revealing && (
        <RevealDialog clientId={client.id} field={field} named={label} onClose={() => setRevealing(false)} />
      )}
    </>
  )
}
