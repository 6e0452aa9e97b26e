import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import css from '../book/Approvals.module.css'
import { useBoth } from '../book/journeyWords'
import { Choice } from '../ui/Choice'
import { TextArea } from '../ui/TextField'
import { Toggle } from '../ui/Toggle'
import { type EditedField, linesOf, optionsOf } from './approvalContent'
import { NameFields } from './BothFields'
import { Does } from './EditedRow'

type Props = {
  field: EditedField
  onChange: (field: EditedField) => void
  onUp: (() => void) | null
  onDown: (() => void) | null
  onRemove: () => void
}

/** A field of the form that is edited. */
export function ApprovalFieldEditor({ field, onChange, onUp, onDown, onRemove }: Props) {
  const { t } = useLingui()
  const both = useBoth()
  const [lines, setLines] = useState(() => linesOf(field.options))
  const change = (more: Partial<EditedField>) => onChange({ ...field, ...more })
  const name = both(field) || t`New field`
  const kinds = [
    { value: 'text', label: t`Text` },
    { value: 'long_text', label: t`Long text` },
    { value: 'number', label: t`Number` },
    { value: 'money', label: t`Amount (CNY)` },
    { value: 'date', label: t`Date` },
    { value: 'choice', label: t`Choice` },
    { value: 'product', label: t`Fund` },
    { value: 'yes_no', label: t`Yes or no` },
  ]
  return (
    <li className={css.edited}>
      <header className={css.head}>
        <h4>{name}</h4>
        <Does name={name} onEdit={null} onUp={onUp} onDown={onDown} onRemove={onRemove} />
      </header>
      <NameFields value={field} onChange={change} />
      <div className={css.two}>
        <Choice
          label={t`Kind of field`}
          required
          items={kinds}
          value={field.kind}
          onChange={(kind) =>
            change({ kind: kind ?? 'text', options: kind === 'choice' ? optionsOf(lines, field.options) : [] })
          }
        />
        <Toggle label={t`Required`} checked={field.required} onChange={(required) => change({ required })} />
      </div>
      {field.kind === 'choice' && (
        <TextArea
          label={t`Answers`}
          hint={t`One a line, Chinese / English.`}
          rows={3}
          value={lines}
          onChange={(event) => {
            setLines(event.currentTarget.value)
            change({ options: optionsOf(event.currentTarget.value, field.options) })
          }}
        />
      )}
    </li>
  )
}
