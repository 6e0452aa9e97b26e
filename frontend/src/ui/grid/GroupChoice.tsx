import { useLingui } from '@lingui/react/macro'
import { useId } from 'react'
import css from './GroupChoice.module.css'

type Props = {
  value: string | null
  items: readonly { id: string; title: string }[]
  onChange: (id: string | null) => void
}

/** By which column a list is grouped. */
export function GroupChoice({ value, items, onChange }: Props) {
  const { t } = useLingui()
  const id = useId()
  return (
    <span className={css.choice}>
      <label htmlFor={id}>{t`Group by`}</label>
      <select id={id} value={value ?? ''} onChange={(event) => onChange(event.currentTarget.value || null)}>
        <option value="">{t`nothing`}</option>
        {items.map(({ id, title }) => (
          <option key={id} value={id}>
            {title}
          </option>
        ))}
      </select>
    </span>
  )
}
