import { useLingui } from '@lingui/react/macro'
import { ArrowDown, ArrowUp, Pencil, X } from 'lucide-react'
import type { ReactNode } from 'react'
import css from '../book/Journeys.module.css'
import { IconButton } from '../ui/Button'

type Props = {
  name: string
  about: ReactNode
  /** Null: it is edited where it stands. */
  onEdit: (() => void) | null
  onUp: (() => void) | null
  onDown: (() => void) | null
  onRemove: () => void
}

/** An item of a list that is edited: its place is changed by keys as by the mouse. */
export function EditedRow({ name, about, onEdit, onUp, onDown, onRemove }: Props) {
  return (
    <li className={css.row}>
      <span>
        {name}
        <small>{about}</small>
      </span>
      <Does name={name} onEdit={onEdit} onUp={onUp} onDown={onDown} onRemove={onRemove} />
    </li>
  )
}

/** What can be done with an item in a list. */
export function Does({ name, onEdit, onUp, onDown, onRemove }: Omit<Props, 'about'>) {
  const { t } = useLingui()
  return (
    <span className={css.does}>
      {onEdit && (
        <IconButton small label={t`Edit ${name}`} onClick={onEdit}>
          <Pencil size={13} aria-hidden="true" />
        </IconButton>
      )}
      <IconButton small label={t`Move ${name} up`} disabled={!onUp} onClick={() => onUp?.()}>
        <ArrowUp size={13} aria-hidden="true" />
      </IconButton>
      <IconButton small label={t`Move ${name} down`} disabled={!onDown} onClick={() => onDown?.()}>
        <ArrowDown size={13} aria-hidden="true" />
      </IconButton>
      <IconButton small label={t`Remove ${name}`} onClick={onRemove}>
        <X size={13} aria-hidden="true" />
      </IconButton>
    </span>
  )
}
