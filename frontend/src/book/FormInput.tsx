import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { Choice } from '../ui/Choice'
import { DateField } from '../ui/DateField'
import { TextArea, TextField } from '../ui/TextField'
import { type Fund, FundChoice } from './FundChoice'
import { useBoth } from './journeyWords'

type Both = { readonly zh: string; readonly en: string }
export type FormField = Both & {
  readonly key: string
  readonly kind: string
  readonly required: boolean
  readonly options: readonly (Both & { readonly key: string })[]
}
type Props = { field: FormField; value: string; onChange: (value: string) => void }

/** One field of a form that the firm made: by its kind, its value kept as text. */
export function FormInput({ field, value, onChange }: Props) {
  const { t } = useLingui()
  const both = useBoth()
  const label = both(field)
  const { required } = field
  if (field.kind === 'product') return <FundInput label={label} required={required} onChange={onChange} />
  if (field.kind === 'date')
    return <DateField label={label} required={required} value={value || null} onChange={(day) => onChange(day ?? '')} />
  if (field.kind === 'choice' || field.kind === 'yes_no') {
    const answers = [
      { value: 'yes', label: t`Yes` },
      { value: 'no', label: t`No` },
    ]
    return (
      <Choice
        label={label}
        required={required}
        clearable={!required}
        items={
          field.kind === 'choice' ? field.options.map((each) => ({ value: each.key, label: both(each) })) : answers
        }
        value={value || null}
        onChange={(next) => onChange(next ?? '')}
      />
    )
  }
  if (field.kind === 'text' || field.kind === 'long_text')
    return (
      <TextArea
        label={label}
        required={required}
        rows={field.kind === 'text' ? 2 : 4}
        maxLength={field.kind === 'text' ? 1000 : 4000}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    )
  return (
    <TextField
      label={label}
      required={required}
      inputMode="decimal"
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  )
}

function FundInput({
  label,
  required,
  onChange,
}: Omit<Props, 'field' | 'value'> & { label: string; required: boolean }) {
  const [fund, setFund] = useState<Fund | null>(null)
  return (
    <FundChoice
      label={label}
      required={required}
      value={fund}
      onChange={(next) => {
        setFund(next)
        onChange(next?.value ?? '')
      }}
    />
  )
}
