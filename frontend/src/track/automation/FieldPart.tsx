import { useLingui } from '@lingui/react/macro'
import { OwnInput, type OwnValue } from '../../book/OwnInput'
import { Choice } from '../../ui/Choice'
import { Toggle } from '../../ui/Toggle'
import type { PartProps } from './StepForm'
import { useClientKeys } from './useClientKeys'

/** A field of the client and what is written into it; only fields that the publisher may write. */
export function FieldPart({ step, words, change }: PartProps) {
  const { t } = useLingui()
  const fields = useClientKeys()('write')
  const field = fields.find(({ key }) => key === step.field)
  const emptied = step.value === null
  return (
    <>
      <Choice
        label={t`Field`}
        required
        items={fields.map(({ key }) => ({ value: key, label: words.field(key) }))}
        value={String(step.field ?? '') || null}
        onChange={(key) => change({ field: key ?? '', value: null })}
      />
      {field && (
        <>
          <OwnInput
            field={{ kind: field.kind, required: false, options: field.options }}
            label={t({ message: 'Value', context: 'automation' })}
            value={(step.value ?? null) as OwnValue}
            onChange={(value) => change({ value: value === '' ? null : value })}
          />
          <Toggle
            label={t`Empty the field`}
            checked={emptied}
            onChange={() => change({ value: null })}
            disabled={emptied}
          />
        </>
      )}
    </>
  )
}
