import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { Button } from '../ui/Button'
import { Dialog, DialogFooter, Stack } from '../ui/Dialog'
import { StageFields } from './StageFields'
import type { EditedStage } from './templateContent'

type Props = { stage: EditedStage; onDone: (stage: EditedStage) => void; onClose: () => void }

/** A stage of the canvas: what it is called, how one goes about it, how long it should take. */
export function StageDialog({ stage, onDone, onClose }: Props) {
  const { t } = useLingui()
  const [draft, setDraft] = useState(stage)
  const ready = draft.zh.trim() !== '' && draft.en.trim() !== ''
  return (
    <Dialog title={stage.zh ? t`Stage ${stage.zh}` : t`New stage`} open onClose={onClose} size={760}>
      <Stack>
        <StageFields stage={draft} onChange={(more) => setDraft({ ...draft, ...more })} />
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
