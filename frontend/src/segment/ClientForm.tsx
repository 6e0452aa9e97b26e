import { useLingui } from '@lingui/react/macro'
import type { FormEvent, ReactNode } from 'react'
import type { UseFormReturn } from 'react-hook-form'
import type { Field } from '../viewer/Viewer'
import { ClientFieldInput } from './ClientFieldInput'
import css from './ClientForm.module.css'
import type { Draft, Stored } from './clientDraft'
import { useSections } from './useSections'

type Props = {
  form: UseFormReturn<Draft>
  fields: readonly Field[]
  stored?: Stored
  onSubmit: (event: FormEvent) => void
  own?: ReactNode
  extra?: ReactNode
  children: ReactNode
}

/** The sections and inputs of a client from the catalogue; `own`: the firm's own fields; `children`: the foot with the buttons. */
export function ClientForm({ form, fields, stored, onSubmit, own, extra, children }: Props) {
  const { t } = useLingui()
  const keys = new Set(fields.map((field) => field.key))
  const sections = useSections((field) => keys.has(field.key))
  return (
    <form
      className={css.form}
      onSubmit={(event) => {
        const waits = event.currentTarget.querySelector<HTMLInputElement>('input[data-waits]:invalid')
        if (!waits) return onSubmit(event)
        event.preventDefault()
        waits.reportValidity()
      }}
      noValidate
    >
      {sections.map((section) => (
        <section key={section.id} className={css.section}>
          <h2>{section.title}</h2>
          <div className={css.fields}>
            {section.fields.map((field) => (
              <div
                key={field.key}
                className={field.kind === 'long_text' || field.key === 'address' ? css.wide : undefined}
              >
                <ClientFieldInput
                  field={field}
                  control={form.control}
                  present={typeof stored?.[field.key] === 'string' ? (stored[field.key] as string) : null}
                  {...(field.required
                    ? { rules: { validate: (value) => Boolean(value?.trim()) || t`Please fill this in.` } }
                    : {})}
                />
              </div>
            ))}
          </div>
        </section>
      ))}
      {own}
      {extra}
      <div className={css.foot}>{children}</div>
    </form>
  )
}
