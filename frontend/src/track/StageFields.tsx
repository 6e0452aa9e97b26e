import { useLingui } from '@lingui/react/macro'
import { Suspense } from 'react'
import css from '../book/Journeys.module.css'
import { TextField } from '../ui/TextField'
import { Toggle } from '../ui/Toggle'
import { NameFields, PlaybookFields } from './BothFields'
import { StageApprovals } from './StageApprovals'
import { type EditedStage, typed } from './templateContent'

type Props = { stage: EditedStage; onChange: (more: Partial<EditedStage>) => void }

/** What a stage says beside its tasks and criteria. */
export function StageFields({ stage, onChange }: Props) {
  const { t } = useLingui()
  return (
    <>
      <NameFields value={stage} onChange={onChange} />
      <PlaybookFields value={stage.playbook} onChange={(playbook) => onChange({ playbook })} />
      <div className={css.two}>
        <TextField
          label={t`Planned days`}
          hint={t`Empty: as long as it takes.`}
          inputMode="numeric"
          value={stage.days ?? ''}
          onChange={(event) => {
            const { value } = event.currentTarget
            onChange({ days: value.trim() === '' ? null : typed(value) })
          }}
        />
        <Toggle label={t`A journey can be lost in it`} checked={stage.loss} onChange={(loss) => onChange({ loss })} />
      </div>
      <h5>{t`Approvals asked for when it is entered`}</h5>
      <Suspense fallback={null}>
        <StageApprovals picked={stage.approvals ?? []} onPicked={(approvals) => onChange({ approvals })} />
      </Suspense>
    </>
  )
}
