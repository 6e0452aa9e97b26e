import { useLingui } from '@lingui/react/macro'
import { type Control, Controller, type RegisterOptions } from 'react-hook-form'
import { TextButton } from '../ui/Button'
import { Choice } from '../ui/Choice'
import { DateField } from '../ui/DateField'
import { TextArea, TextField } from '../ui/TextField'
import { useFields } from '../viewer/useFields'
import type { Field } from '../viewer/Viewer'
import type { Draft } from './clientDraft'

type Props = {
  field: Field
  control: Control<Draft>
  /** The masked present value of a sealed field, for orientation. */
  present?: string | null
  rules?: RegisterOptions<Draft>
}

/** The input that fits a field's kind in the catalogue. */
export function ClientFieldInput({ field, control, present, rules }: Props) {
  const { t } = useLingui()
  const { label, items } = useFields()
  const title = label(field.key)
  return (
    <Controller
      control={control}
      name={field.key}
      {...(rules ? { rules } : {})}
      render={({ field: { value, onChange, onBlur, ref, name }, fieldState: { error } }) => {
        const base = { label: title, required: field.required, error: error?.message }
        const text = { ...base, name, ref, onBlur, value: value ?? '' }
        switch (field.kind) {
          case 'choice':
            return (
              <Choice
                {...base}
                items={items(field.key)}
                value={value || null}
                clearable={!field.required}
                onChange={(next) => onChange(next ?? '')}
              />
            )
          case 'boolean':
            return (
              <Choice
                {...base}
                items={[
                  { value: 'yes', label: t`Yes` },
                  { value: 'no', label: t`No` },
                ]}
                value={value || null}
                clearable
                onChange={(next) => onChange(next ?? '')}
              />
            )
          case 'date':
            return (
              <DateField {...base} value={value || null} onBlur={onBlur} onChange={(next) => onChange(next ?? '')} />
            )
          case 'long_text':
            return <TextArea {...text} onChange={(event) => onChange(event.currentTarget.value)} />
          case 'sealed':
            return (
              <TextField
                {...text}
                autoComplete="off"
                placeholder={value === null ? t`Will be removed` : (present ?? '')}
                hint={
                  present ? (
                    value === null ? (
                      <TextButton onClick={() => onChange('')}>{t`Keep the present value`}</TextButton>
                    ) : (
                      <>
                        {t`Now ${present}. Leave empty to keep it.`}{' '}
                        <TextButton onClick={() => onChange(null)}>{t`Remove it`}</TextButton>
                      </>
                    )
                  ) : undefined
                }
                onChange={(event) => onChange(event.currentTarget.value)}
              />
            )
          default:
            return <TextField {...text} onChange={(event) => onChange(event.currentTarget.value)} />
        }
      }}
    />
  )
}
