import { useClientFacts } from '../../book/useClientFacts'
import { ConditionBuilder } from '../../ui/condition/ConditionBuilder'
import type { Condition } from '../../ui/condition/tree'
import own from './Automations.module.css'

type Props = { label: string; hint?: string; condition: Condition; onChange: (condition: Condition) => void }

/** A condition of clients, of the automation itself, of a branch or of a wait. */
export function ConditionPart({ label, hint, condition, onChange }: Props) {
  const { facts, relations } = useClientFacts({ words: true })
  return (
    <div className={own.stack}>
      {hint && <span className={own.meta}>{hint}</span>}
      <ConditionBuilder
        label={label}
        condition={condition}
        facts={facts}
        relations={relations}
        onChange={(next) => onChange(next)}
      />
    </div>
  )
}
