import { useLingui } from '@lingui/react/macro'
import { OwnInput, type OwnValue } from '../book/OwnInput'
import type { Failure } from '../relay/failure'
import { Choice } from '../ui/Choice'
import { ConditionBuilder } from '../ui/condition/ConditionBuilder'
import type { Fact } from '../ui/condition/facts'
import { type Condition, comparison, emptyValue, OPERATORS } from '../ui/condition/tree'
import { FailureLine } from '../ui/ErrorState'
import { Toggle } from '../ui/Toggle'
import { useViewer } from '../viewer/Viewer'
import type { OwnField } from './FieldsPage'
import css from './FormBuilder.module.css'
import type { Rules } from './fieldRules'
import { useFormFacts } from './useFormFacts'

type Option = { value: string; zh: string; en: string; retired: boolean }
type Props = {
  own: { id: string | null; kind: string; label: string; options: readonly Option[]; computed?: boolean }
  fields: readonly OwnField[]
  rules: Rules
  onChange: (rules: Rules) => void
  failure: Failure | null
}

/** The rules of a field in the form: of which clients, shown and required when, and what a new client has. */
export function FieldRules({ own, fields, rules, onChange, failure }: Props) {
  const { t, i18n } = useLingui()
  const { fields: catalogue } = useViewer()
  const self = fields.find(({ id }) => id === own.id)
  const facts = useFormFacts(self ? `custom:${self.key}` : null)
  const kinds = catalogue.get('kind')?.options ?? []
  const chosen = rules.clientKinds.length === 0 ? kinds.map(({ value }) => value) : rules.clientKinds
  const pick = (value: string, on: boolean) => {
    const next = kinds.map((each) => each.value).filter((each) => (each === value ? on : chosen.includes(each)))
    if (next.length > 0) onChange({ ...rules, clientKinds: next.length === kinds.length ? [] : next })
  }
  const told = (name: string) => failure?.field === name && <FailureLine failure={failure} />
  return (
    <>
      <fieldset className={css.kinds}>
        <legend>{t`Asked of`}</legend>
        {kinds.map(({ value, zh, en }) => (
          <Toggle
            key={value}
            label={i18n.locale === 'zh-CN' ? zh : en}
            checked={chosen.includes(value)}
            onChange={(on) => pick(value, on)}
          />
        ))}
      </fieldset>
      <Rule
        label={t`Shown only on a condition`}
        facts={facts}
        condition={rules.shownWhen}
        onChange={(shownWhen) => onChange({ ...rules, shownWhen })}
      />
      {told('shownWhen')}
      {!own.computed && (
        <Rule
          label={t`Required on a condition`}
          facts={facts}
          condition={rules.requiredWhen}
          onChange={(requiredWhen) => onChange({ ...rules, requiredWhen })}
        />
      )}
      {told('requiredWhen')}
      {!own.computed &&
        own.kind !== 'client' &&
        own.kind !== 'product' &&
        own.kind !== 'sealed' &&
        own.kind !== 'file' && (
          <Beginning own={own} value={rules.initial} onChange={(initial) => onChange({ ...rules, initial })} />
        )}
      {told('initial')}
    </>
  )
}

type RuleProps = {
  label: string
  facts: readonly Fact[]
  condition: Condition | null
  onChange: (condition: Condition | null) => void
}

function Rule({ label, facts, condition, onChange }: RuleProps) {
  const [first] = facts
  const begin = (): Condition => {
    if (!first) return { all: [] }
    const op = OPERATORS[first.kind][0] ?? 'empty'
    const { field, value } = comparison(first.key, op, emptyValue(first.kind, op))
    return { all: [{ is: { field, op, value } }] }
  }
  return (
    <div className={css.rule}>
      <Toggle
        label={label}
        checked={condition !== null}
        disabled={!first}
        onChange={(on) => onChange(on ? begin() : null)}
      />
      {condition && (
        <ConditionBuilder label={label} condition={condition} facts={facts} onChange={(next) => onChange(next)} />
      )}
    </div>
  )
}

type BeginningProps = { own: Props['own']; value: OwnValue; onChange: (value: OwnValue) => void }

/** What a new client has: of a day also the present one, of a person also whoever adds the client. */
function Beginning({ own, value, onChange }: BeginningProps) {
  const { t } = useLingui()
  const word = own.kind === 'date' ? 'today' : own.kind === 'user' ? 'me' : null
  const input = (
    <OwnInput
      field={{ kind: own.kind, required: false, options: own.options }}
      label={t`New clients begin with`}
      value={value === word ? null : value}
      onChange={onChange}
    />
  )
  if (word === null) return input
  return (
    <>
      <Choice
        label={t`New clients begin with`}
        items={[
          { value: 'nothing', label: t`Nothing` },
          { value: word, label: word === 'today' ? t`The day they are added` : t`Whoever adds them` },
          { value: 'one', label: word === 'today' ? t`A certain day` : t`A certain person` },
        ]}
        value={value === null ? 'nothing' : value === word ? word : 'one'}
        onChange={(next) => onChange(next === word ? word : next === 'one' ? '' : null)}
      />
      {value !== null && value !== word && input}
    </>
  )
}
