import { useLingui } from '@lingui/react/macro'
import { Plus } from 'lucide-react'
import { type FormEvent, lazy, Suspense, useState } from 'react'
import { graphql } from 'react-relay'
import type { FieldDialogCreateMutation } from '../__generated__/FieldDialogCreateMutation.graphql'
import type { FieldDialogUpdateMutation } from '../__generated__/FieldDialogUpdateMutation.graphql'
import { OwnInput } from '../book/OwnInput'
import { sentValue } from '../book/ownForm'
import { type Rollup, sentRollup } from '../book/rollup'
import type { FormLayout } from '../book/useFormLayout'
import type { Failure } from '../relay/failure'
import { useChange } from '../relay/useChange'
import { Button } from '../ui/Button'
import { Choice } from '../ui/Choice'
import { Dialog, DialogFooter, Stack } from '../ui/Dialog'
import { FailureLine } from '../ui/ErrorState'
import { SkeletonRows } from '../ui/Skeleton'
import { TextField } from '../ui/TextField'
import { Toggle } from '../ui/Toggle'
import { FieldRules } from './FieldRules'
import css from './Fields.module.css'
import type { OwnField } from './FieldsPage'
import { isComplete, type Rules, rulesOf } from './fieldRules'
import { KINDS, useKindWords } from './useKindWords'

const create = graphql`
  mutation FieldDialogCreateMutation($input: CreateCustomFieldInput!) {
    createCustomField(input: $input) {
      id
    }
  }
`
const update = graphql`
  mutation FieldDialogUpdateMutation($input: UpdateCustomFieldInput!) {
    updateCustomField(input: $input) {
      id
      version
    }
  }
`

const RollupEditor = lazy(() => import('./RollupEditor').then((loaded) => ({ default: loaded.RollupEditor })))
const FormulaEditor = lazy(() => import('./FormulaEditor').then((loaded) => ({ default: loaded.FormulaEditor })))

type Option = { value: string; zh: string; en: string; retired: boolean }
const CHOOSING = new Set(['choice', 'choices'])
const NUMERIC = new Set(['number', 'money', 'percent'])
const COMPUTABLE = new Set(['number', 'money', 'percent', 'date'])
/** What rows can come to. */
const COUNTABLE = new Set(['number', 'money', 'date'])
/** Rows that not everybody reaches, and what is sealed: no new client begins with one. */
const POINTING = new Set(['client', 'product', 'sealed', 'file'])
const orNull = (text: string) => (text.trim() === '' ? null : text.trim())

/** A field's key, kind, words, choices and limits; key and kind are given once. Below: how it will look in a form. */
export function FieldDialog({
  field,
  fields,
  sections,
  onSaved,
  onClose,
}: {
  field: OwnField | null
  /** All that are in use: what conditions can rest on. */
  fields: readonly OwnField[]
  sections: FormLayout['sections']
  onSaved: () => void
  onClose: () => void
}) {
  const { t, i18n } = useLingui()
  const kindWords = useKindWords()
  const [runCreate, creating] = useChange<FieldDialogCreateMutation>(create)
  const [runUpdate, updating] = useChange<FieldDialogUpdateMutation>(update)
  const [key, setKey] = useState(field?.key ?? '')
  const [kind, setKind] = useState<string>(field?.kind ?? 'text')
  const [zh, setZh] = useState(field?.zh ?? '')
  const [en, setEn] = useState(field?.en ?? '')
  const [section, setSection] = useState<string | null>(field?.section ?? (field ? null : (sections[0]?.id ?? null)))
  const [required, setRequired] = useState(field?.required ?? false)
  const [options, setOptions] = useState<Option[]>(field?.options.map((each) => ({ ...each })) ?? [])
  const [low, setLow] = useState(field?.low ?? '')
  const [high, setHigh] = useState(field?.high ?? '')
  /** Null: clients have values of it. */
  const [formula, setFormula] = useState<string | null>(field?.formula ?? null)
  /** Null: it does not tell what rows come to. */
  const [rollup, setRollup] = useState<Rollup | null>((field?.rollup as Rollup | null | undefined) ?? null)
  const isRolled = rollup !== null && COUNTABLE.has(kind)
  const isFormula = formula !== null && COMPUTABLE.has(kind)
  const computed = isFormula || isRolled
  const [rules, setRules] = useState<Rules>(rulesOf(field))
  const [sample, setSample] = useState<string | boolean | readonly string[] | null>(null)
  const [failure, setFailure] = useState<Failure | null>(null)
  const change = (at: number, part: Partial<Option>) =>
    setOptions(options.map((each, place) => (place === at ? { ...each, ...part } : each)))
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setFailure(null)
    const told = {
      zh,
      en,
      section,
      required: required && !computed,
      shownWhen: rules.shownWhen,
      requiredWhen: computed ? null : rules.requiredWhen,
      clientKinds: rules.clientKinds,
      initial: computed || POINTING.has(kind) ? null : sentValue(rules.initial),
      ...(isFormula ? { formula } : {}),
      ...(isRolled ? { rollup: sentRollup(rollup) } : {}),
      ...(CHOOSING.has(kind)
        ? {
            options: options.map(({ value, zh: inChinese, en: inEnglish, retired }) => ({
              value,
              zh: inChinese,
              en: inEnglish,
              retired,
            })),
          }
        : {}),
      ...(NUMERIC.has(kind) && !computed ? { low: orNull(low), high: orNull(high) } : {}),
    }
    const outcome = field
      ? await runUpdate({ input: { ...told, id: field.id, version: field.version } })
      : await runCreate({ input: { ...told, key: key.trim(), kind } })
    if (!outcome.ok) return setFailure(outcome.failure)
    onSaved()
    onClose()
  }
  const problem = (name: string) => (failure?.field === name ? failure.message : undefined)
  const shown = ['key', 'zh', 'en', 'low', 'high', 'shownWhen', 'requiredWhen', 'initial', 'formula', 'rollup']
  const label = (i18n.locale === 'zh-CN' ? zh : en) || t`New field`
  return (
    <Dialog title={field ? t`Edit ${label}` : t`New field`} open onClose={onClose} size={620}>
      <form onSubmit={submit}>
        <Stack>
          <div className={css.two}>
            <TextField
              label={t`Name in Chinese`}
              required
              data-autofocus
              value={zh}
              onChange={(event) => setZh(event.currentTarget.value)}
              error={problem('zh')}
            />
            <TextField
              label={t`Name in English`}
              required
              value={en}
              onChange={(event) => setEn(event.currentTarget.value)}
              error={problem('en')}
            />
          </div>
          {!field && (
            <div className={css.two}>
              <TextField
                label={t`Identifier`}
                required
                value={key}
                hint={t`Small letters, digits, underscores; it cannot be changed later.`}
                onChange={(event) => setKey(event.currentTarget.value)}
                error={problem('key')}
              />
              <Choice
                label={t`Kind`}
                items={KINDS.map((value) => ({ value, label: kindWords(value) }))}
                value={kind}
                onChange={(next) => {
                  setKind(next ?? 'text')
                  setRules({ ...rules, initial: null })
                  setSample(null)
                }}
              />
            </div>
          )}
          <Choice
            label={t`Section`}
            items={sections.map((each) => ({ value: each.id, label: i18n.locale === 'zh-CN' ? each.zh : each.en }))}
            value={section}
            onChange={setSection}
            clearable
          />
          {CHOOSING.has(kind) && (
            <>
              {options.map((option, at) => (
                <div key={at} className={css.option}>
                  <TextField
                    label={t`Identifier`}
                    value={option.value}
                    disabled={field?.options.some((each) => each.value === option.value) ?? false}
                    onChange={(event) => change(at, { value: event.currentTarget.value })}
                  />
                  <TextField
                    label={t`Chinese`}
                    value={option.zh}
                    onChange={(event) => change(at, { zh: event.currentTarget.value })}
                  />
                  <TextField
                    label={t`English`}
                    value={option.en}
                    onChange={(event) => change(at, { en: event.currentTarget.value })}
                  />
                  <Toggle label={t`Retired`} checked={option.retired} onChange={(retired) => change(at, { retired })} />
                </div>
              ))}
              <div>
                <Button small onClick={() => setOptions([...options, { value: '', zh: '', en: '', retired: false }])}>
                  <Plus size={13} aria-hidden="true" />
                  {t`Add a choice`}
                </Button>
              </div>
            </>
          )}
          {!field && COMPUTABLE.has(kind) && (
            <Toggle
              label={t`Computed by a formula`}
              checked={isFormula}
              onChange={(checked) => {
                setFormula(checked ? '' : null)
                setRollup(null)
              }}
            />
          )}
          {!field && COUNTABLE.has(kind) && (
            <Toggle
              label={t`Counted from rows of the client`}
              checked={isRolled}
              onChange={(checked) => {
                setRollup(checked ? { relation: '', take: kind === 'number' ? 'count' : 'latest' } : null)
                setFormula(null)
              }}
            />
          )}
          {isRolled && (
            <Suspense fallback={<SkeletonRows rows={3} />}>
              <RollupEditor value={rollup} onChange={setRollup} kind={kind} error={problem('rollup')} />
            </Suspense>
          )}
          {isFormula && (
            <Suspense fallback={<SkeletonRows rows={3} />}>
              <FormulaEditor
                value={formula}
                onChange={setFormula}
                kind={kind}
                fieldKey={key.trim()}
                error={problem('formula')}
              />
            </Suspense>
          )}
          {NUMERIC.has(kind) && !computed && (
            <div className={css.two}>
              <TextField
                label={t`At least`}
                value={low}
                onChange={(event) => setLow(event.currentTarget.value)}
                error={problem('low')}
              />
              <TextField
                label={t`At most`}
                value={high}
                onChange={(event) => setHigh(event.currentTarget.value)}
                error={problem('high')}
              />
            </div>
          )}
          {!computed && <Toggle label={t`Required`} checked={required} onChange={setRequired} />}
          <Suspense fallback={<SkeletonRows rows={3} />}>
            <FieldRules
              own={{ id: field?.id ?? null, kind, label, options, computed }}
              fields={fields}
              rules={rules}
              onChange={setRules}
              failure={failure}
            />
          </Suspense>
          {!computed && (
            <div className={css.sample}>
              <OwnInput field={{ kind, required, options }} label={label} value={sample} onChange={setSample} />
            </div>
          )}
          {failure && !shown.includes(failure.field ?? '') && <FailureLine failure={failure} />}
        </Stack>
        <DialogFooter>
          <Button onClick={onClose}>{t`Cancel`}</Button>
          <Button
            type="submit"
            look="primary"
            busy={creating || updating}
            disabled={
              (isFormula && formula.trim() === '') ||
              (isRolled && (rollup.relation === '' || (rollup.take !== 'count' && !rollup.field))) ||
              !isComplete(rules) ||
              zh.trim() === '' ||
              en.trim() === '' ||
              (!field && key.trim() === '')
            }
          >
            {t`Save`}
          </Button>
        </DialogFooter>
      </form>
    </Dialog>
  )
}
