import { useLingui } from '@lingui/react/macro'
import { useMemo, useState } from 'react'
import { OwnForm } from '../book/OwnForm'
import type { OwnValue } from '../book/OwnInput'
import { Choice } from '../ui/Choice'
import { useViewer } from '../viewer/Viewer'
import type { OwnField } from './FieldsPage'
import css from './FormBuilder.module.css'
import { type Place, REST } from './formLayout'

/** The form as whoever fills it in will have it, alive: what is typed shows and hides the rest. Nothing is kept. */
export function FormPreview({ places }: { places: readonly Place<OwnField>[] }) {
  const { t, i18n } = useLingui()
  const { fields: catalogue } = useViewer()
  const [values, setValues] = useState<Record<string, OwnValue>>({})
  const kindOptions = catalogue.get('kind')?.options ?? []
  const [kind, setKind] = useState('individual')
  const fields = useMemo(
    () =>
      places.flatMap(({ id, fields: inside }) =>
        inside.map((field) => ({ ...field, key: `custom:${field.key}`, section: id === REST ? null : id })),
      ),
    [places],
  )
  const kinds = useMemo(
    () => new Map([...catalogue.values()].map((field) => [field.key, field.kind] as const)),
    [catalogue],
  )
  return (
    <section className={css.preview} aria-label={t`Preview`}>
      <div className={css.previewHead}>
        <h2>{t`Preview`}</h2>
        <Choice
          label={t`Client type`}
          items={kindOptions.map(({ value, zh, en }) => ({ value, label: i18n.locale === 'zh-CN' ? zh : en }))}
          value={kind}
          onChange={(next) => setKind(next ?? 'individual')}
        />
      </div>
      <OwnForm
        sections={places.filter(({ id }) => id !== REST)}
        fields={fields}
        values={values}
        facts={{ kind }}
        kinds={kinds}
        onChange={(key, value) => setValues((before) => ({ ...before, [key]: value }))}
      />
    </section>
  )
}
