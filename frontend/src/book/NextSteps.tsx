import { useLingui } from '@lingui/react/macro'
import { Plus, X } from 'lucide-react'
import { Controller, useFieldArray, useFormContext } from 'react-hook-form'
import { Button, IconButton } from '../ui/Button'
import { MomentField } from '../ui/DateField'
import { TextField } from '../ui/TextField'
import type { InteractionValues } from './InteractionForm'
import css from './NextSteps.module.css'
import { UserChoice } from './UserChoice'

/** What was agreed on, line by line; each line becomes a task. own: who gets one that names nobody else. */
export function NextSteps({ own }: { own: string | null }) {
  const { t } = useLingui()
  const { control, register, formState } = useFormContext<InteractionValues>()
  const { fields, append, remove } = useFieldArray({ control, name: 'steps' })
  const filled = { validate: (value: string) => value.trim() !== '' || t`Please fill this in.` }
  return (
    <fieldset className={css.steps}>
      <legend>{t`Next steps`}</legend>
      {fields.length === 0 && <p className={css.hint}>{t`Each one becomes a task about this client.`}</p>}
      {fields.map(({ id }, n) => (
        <div key={id} className={css.step}>
          <div className={css.part}>
            <TextField
              label={t`What is to be done`}
              required
              error={formState.errors.steps?.[n]?.title?.message}
              {...register(`steps.${n}.title`, filled)}
            />
          </div>
          <div className={css.part}>
            <Controller
              control={control}
              name={`steps.${n}.due`}
              render={({ field }) => <MomentField label={t`Due`} {...field} />}
            />
          </div>
          <div className={css.part}>
            <Controller
              control={control}
              name={`steps.${n}.assignee`}
              render={({ field: { onChange, value } }) => (
                <UserChoice label={t`For`} value={value} onChange={onChange} />
              )}
            />
          </div>
          <IconButton label={t`Remove this step`} onClick={() => remove(n)}>
            <X size={14} />
          </IconButton>
        </div>
      ))}
      <Button small onClick={() => append({ title: '', due: null, assignee: own })} disabled={fields.length >= 20}>
        <Plus size={13} aria-hidden="true" />
        {t`Add a next step`}
      </Button>
    </fieldset>
  )
}
