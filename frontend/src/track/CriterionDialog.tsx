import { useLingui } from '@lingui/react/macro'
import { Suspense, useState } from 'react'
import { useClientFacts } from '../book/useClientFacts'
import { Button } from '../ui/Button'
import { ConditionBuilder } from '../ui/condition/ConditionBuilder'
import { type Condition, edited, isWhole } from '../ui/condition/tree'
import { Dialog, DialogFooter, Stack } from '../ui/Dialog'
import { SkeletonRows } from '../ui/Skeleton'
import { NameFields } from './BothFields'
import type { EditedCriterion } from './templateContent'

type Props = { criterion: EditedCriterion; onDone: (criterion: EditedCriterion) => void; onClose: () => void }

/** What has to hold of a client before the stage is left: in words, and as a condition. */
export function CriterionDialog({ criterion, onDone, onClose }: Props) {
  const { t } = useLingui()
  const [draft, setDraft] = useState(criterion)
  const put = (more: Partial<EditedCriterion>) => setDraft({ ...draft, ...more })
  const whole = isWhole(draft.condition) && edited(draft.condition).parts.length > 0
  const ready = draft.zh.trim() !== '' && draft.en.trim() !== '' && whole
  return (
    <Dialog
      title={criterion.zh ? t`Exit criterion ${criterion.zh}` : t`New exit criterion`}
      open
      onClose={onClose}
      size={860}
    >
      <Stack>
        <NameFields value={draft} onChange={put} />
        <Suspense fallback={<SkeletonRows rows={3} />}>
          <Builder condition={draft.condition} onChange={(condition) => put({ condition })} />
        </Suspense>
      </Stack>
      <DialogFooter>
        {!ready && <span role="status">{t`Something is still missing.`}</span>}
        <Button onClick={onClose}>{t`Cancel`}</Button>
        <Button look="primary" disabled={!ready} onClick={() => onDone(draft)}>
          {t`Take over`}
        </Button>
      </DialogFooter>
    </Dialog>
  )
}

function Builder({ condition, onChange }: { condition: Condition; onChange: (next: Condition) => void }) {
  const { t } = useLingui()
  const { facts, relations } = useClientFacts({ words: true })
  return (
    <ConditionBuilder
      label={t`What has to hold of the client`}
      condition={condition}
      facts={facts}
      relations={relations}
      onChange={onChange}
    />
  )
}
