import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { useClientFacts } from '../../book/useClientFacts'
import { Button } from '../../ui/Button'
import { ConditionBuilder } from '../../ui/condition/ConditionBuilder'
import { type Condition, edited, isWhole } from '../../ui/condition/tree'
import { DialogFooter } from '../../ui/Dialog'

type Props = { condition: unknown; onSave: (condition: unknown) => void; onClose: () => void }

/** Which clients a report counts, in the language of rules. */
export function ReportCondition({ condition, onSave, onClose }: Props) {
  const { t } = useLingui()
  const { facts, relations } = useClientFacts({ words: true })
  const [draft, setDraft] = useState<Condition>((condition as Condition | null) ?? { all: [] })
  const some = edited(draft).parts.length > 0
  return (
    <>
      <ConditionBuilder
        label={t`Which clients count`}
        condition={draft}
        facts={facts}
        relations={relations}
        onChange={setDraft}
      />
      <DialogFooter>
        <Button onClick={onClose}>{t`Cancel`}</Button>
        <Button look="primary" disabled={some && !isWhole(draft)} onClick={() => onSave(some ? draft : null)}>
          {t`Use`}
        </Button>
      </DialogFooter>
    </>
  )
}
