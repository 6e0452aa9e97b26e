import { useLingui } from '@lingui/react/macro'
import { useCareWords } from '../book/careWords'
import { useTiers } from '../book/useTiers'
import { Choice, Choices, type Item } from '../ui/Choice'
import { TextField } from '../ui/TextField'
import { Toggle } from '../ui/Toggle'
import css from './Care.module.css'
import { type CareRule, OCCASIONS } from './careRulesContent'
import { SayingFields } from './SayingFields'

type Props = { rule: CareRule; templates: readonly Item[]; onChange: (rule: CareRule) => void }

/** The parts of one rule of care. */
export function CareRuleFields({ rule, templates, onChange }: Props) {
  const { t } = useLingui()
  const words = useCareWords()
  const { items } = useTiers()
  const set = (change: Partial<CareRule>) => onChange({ ...rule, ...change })
  const holiday = rule.occasion.startsWith('holiday:')
  const how = rule.greeting?.how ?? 'none'
  return (
    <>
      <div className={css.fields}>
        <Choice
          label={t`Occasion`}
          value={rule.occasion}
          onChange={(occasion) =>
            set({ occasion: occasion ?? 'birthday', ...(occasion?.startsWith('holiday:') ? { round: false } : {}) })
          }
          items={OCCASIONS.map((value) => ({ value, label: words.occasion(value) }))}
        />
        <Choices label={t`Tiers (none: all)`} items={items} value={rule.tiers} onChange={(tiers) => set({ tiers })} />
        <TextField
          label={t`Workdays ahead (empty: no task)`}
          inputMode="numeric"
          maxLength={2}
          value={rule.ahead === null ? '' : String(rule.ahead)}
          onChange={(event) => {
            const text = event.currentTarget.value.replace(/\D/g, '')
            set({ ahead: text === '' ? null : Number.parseInt(text, 10) })
          }}
        />
        <Choice
          label={t`For whom`}
          value={rule.for}
          onChange={(next) => set({ for: next ?? 'owner' })}
          items={[
            { value: 'owner', label: t`The owner` },
            { value: 'lead', label: t`The team lead` },
          ]}
        />
        <Choice
          label={t`Greeting`}
          value={how}
          onChange={(next) =>
            set({
              greeting:
                next === null || next === 'none' ? null : { how: next, template: rule.greeting?.template ?? null },
            })
          }
          items={[
            { value: 'none', label: t({ message: 'None', context: 'greeting' }) },
            { value: 'draft', label: t`By hand` },
            { value: 'planned', label: t`By itself on the day` },
          ]}
        />
        {rule.greeting && (
          <Choice
            label={t`Template`}
            clearable={how === 'draft'}
            value={rule.greeting.template}
            onChange={(template) => set({ greeting: { how, template } })}
            items={templates}
          />
        )}
      </div>
      {!holiday && (
        <Toggle label={t`Only full decades, as 60 or 70`} checked={rule.round} onChange={(round) => set({ round })} />
      )}
      <Toggle
        label={t`With advice, as a gift or words`}
        checked={rule.advice !== null}
        onChange={(on) => set({ advice: on ? { zh: '', en: '' } : null })}
      />
      {rule.advice && <SayingFields label={t`Advice`} value={rule.advice} onChange={(advice) => set({ advice })} />}
    </>
  )
}
