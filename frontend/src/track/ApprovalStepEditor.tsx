import { useLingui } from '@lingui/react/macro'
import css from '../book/Approvals.module.css'
import { useApprovalWords } from '../book/approvalWords'
import { useBoth } from '../book/journeyWords'
import { PickFilter } from '../book/PickFilter'
import { Choice } from '../ui/Choice'
import { TextField } from '../ui/TextField'
import { Toggle } from '../ui/Toggle'
import type { EditedStep } from './approvalContent'
import { NameFields } from './BothFields'
import { Does } from './EditedRow'
import { typed } from './templateContent'
import { useSignerItems } from './useSignerItems'

type Props = {
  step: EditedStep
  place: number
  onChange: (step: EditedStep) => void
  onUp: (() => void) | null
  onDown: (() => void) | null
  onRemove: () => void
}

/** A step that is edited: who decides, how many of them, in which time, and what they may do beside. */
export function ApprovalStepEditor({ step, place, onChange, onUp, onDown, onRemove }: Props) {
  const { t } = useLingui()
  const both = useBoth()
  const words = useApprovalWords()
  const people = useSignerItems()
  const change = (more: Partial<EditedStep>) => onChange({ ...step, ...more })
  const name = both(step) || t`New step`
  return (
    <li className={css.edited}>
      <header className={css.head}>
        <h4>{`${place}. ${name}`}</h4>
        <Does name={name} onEdit={null} onUp={onUp} onDown={onDown} onRemove={onRemove} />
      </header>
      <NameFields value={step} onChange={change} />
      <div className={css.acts}>
        <PickFilter
          title={t`Who decides`}
          items={people}
          picked={step.approvers}
          onPicked={(approvers) => change({ approvers: [...approvers] })}
        />
      </div>
      <div className={css.two}>
        <Choice
          label={t`How`}
          required
          items={words.modes}
          value={step.mode}
          onChange={(mode) => change({ mode: mode ?? 'any', quorum: mode === 'quorum' ? (step.quorum ?? 2) : null })}
        />
        {step.mode === 'quorum' && (
          <TextField
            label={t`How many have to agree`}
            inputMode="numeric"
            value={step.quorum ?? ''}
            onChange={(event) => change({ quorum: typed(event.currentTarget.value) })}
          />
        )}
        <TextField
          label={t`Workdays to decide in`}
          inputMode="numeric"
          value={step.days}
          onChange={(event) => change({ days: typed(event.currentTarget.value) })}
        />
      </div>
      <div className={css.acts}>
        {place > 1 && (
          <Toggle
            label={t`At the same time as the step before`}
            checked={step.with_previous}
            onChange={(with_previous) => change({ with_previous })}
          />
        )}
        <Toggle label={t`May add signers`} checked={step.may_add} onChange={(may_add) => change({ may_add })} />
        <Toggle
          label={t`May hand it on`}
          checked={step.may_transfer}
          onChange={(may_transfer) => change({ may_transfer })}
        />
        <Toggle label={t`May return it`} checked={step.may_return} onChange={(may_return) => change({ may_return })} />
      </div>
    </li>
  )
}
