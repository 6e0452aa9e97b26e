import { useLingui } from '@lingui/react/macro'
import { lazy, memo, Suspense, useCallback, useRef } from 'react'
import type { Facts } from '../ui/condition/holds'
import { LateSection } from '../ui/LateSection'
import { businessDay } from './businessDay'
import css from './OwnForm.module.css'
import { OwnInput, type OwnValue } from './OwnInput'
import { type FormField, formOf, sectioned } from './ownForm'
import type { FormLayout } from './useFormLayout'

const FormulaWords = lazy(() => import('./FormulaWords').then((loaded) => ({ default: loaded.FormulaWords })))
const RollupWords = lazy(() => import('./RollupWords').then((loaded) => ({ default: loaded.RollupWords })))

/** Fields from which on sections are drawn as they come near. */
const LONG = 40
/** Pixels of a line of a form. */
const LINE = 68

/** An own field as the viewer's catalogue, or its definition, tells it. */
export type OwnFormField = FormField & {
  readonly zh: string
  readonly en: string
  readonly section?: string | null | undefined
  readonly formula?: string | null | undefined
  readonly rollup?: unknown
  readonly options: Parameters<typeof OwnInput>[0]['field']['options']
}
type Props = {
  sections: FormLayout['sections']
  fields: readonly OwnFormField[]
  values: Readonly<Record<string, OwnValue>>
  /** Values of the product's fields by key, for conditions. */
  facts: Facts
  /** Kinds of those. */
  kinds: ReadonlyMap<string, string>
  onChange: (key: string, value: OwnValue) => void
  errors?: Readonly<Record<string, string>>
}

/** The firm's own fields as a form, in their sections: what is hidden goes and comes while others are filled in. */
export function OwnForm({ sections, fields, values, facts, kinds, onChange, errors = {} }: Props) {
  const { i18n } = useLingui()
  const known = new Map([...kinds, ...fields.map((field) => [field.key, field.kind] as const)])
  const { shown, asked } = formOf(fields, { ...facts, ...values }, businessDay(), known)
  const latest = useRef(onChange)
  latest.current = onChange
  const put = useCallback((key: string, value: OwnValue) => latest.current(key, value), [])
  const visible = sectioned(sections, fields).map((section) => ({
    ...section,
    fields: section.fields.filter((field) => shown.has(field.key)),
  }))
  const there = visible.filter((section) => section.fields.length > 0)
  const isLong = there.reduce((sum, section) => sum + section.fields.length, 0) > LONG
  return there.map((section) => (
    <details
      key={section.id}
      className={css.section}
      // One whose field is wrong is opened: whoever saves has to see why.
      open={!section.collapsed || section.fields.some(({ key }) => errors[key]) || undefined}
    >
      <summary>
        <h2>{i18n.locale === 'zh-CN' ? section.zh : section.en}</h2>
      </summary>
      <LateSection
        label={i18n.locale === 'zh-CN' ? section.zh : section.en}
        height={(Math.ceil(section.fields.length / section.columns) || 1) * LINE}
        now={!isLong || section.fields.some(({ key }) => errors[key])}
      >
        {() => (
          <div className={css.fields} data-columns={section.columns}>
            {section.fields.map((field) => (
              <Line
                key={field.key}
                field={field}
                label={i18n.locale === 'zh-CN' ? field.zh : field.en}
                required={asked.has(field.key)}
                value={values[field.key] ?? null}
                error={errors[field.key]}
                onChange={put}
              />
            ))}
          </div>
        )}
      </LateSection>
    </details>
  ))
}

type LineProps = {
  field: OwnFormField
  label: string
  required: boolean
  value: OwnValue
  error: string | undefined
  onChange: (key: string, value: OwnValue) => void
}

/** One field; drawn anew only when something about it changes, however many there are beside it. */
const Line = memo(function Line({ field, label, required, value, error, onChange }: LineProps) {
  if (field.formula)
    return (
      <div className={css.field}>
        <div className={css.computed}>
          <span>{label}</span>
          <Suspense fallback={null}>
            <output>
              {field.rollup ? <RollupWords rollup={field.rollup} /> : <FormulaWords formula={field.formula} />}
            </output>
          </Suspense>
        </div>
      </div>
    )
  return (
    <div className={field.kind === 'long_text' ? css.wide : css.field}>
      <OwnInput
        field={{ kind: field.kind, required, options: field.options }}
        label={label}
        value={value}
        onChange={(next) => onChange(field.key, next)}
        error={error}
      />
    </div>
  )
})
