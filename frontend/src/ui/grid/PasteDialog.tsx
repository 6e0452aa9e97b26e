import { useLingui } from '@lingui/react/macro'
import { Button } from '../Button'
import { Dialog, DialogFooter } from '../Dialog'

/** Asks before a large block is written. */
export function PasteDialog({ cells, onPaste, onClose }: { cells: number; onPaste: () => void; onClose: () => void }) {
  const { t } = useLingui()
  return (
    <Dialog title={t`Paste ${cells} cells?`} open onClose={onClose} size={420}>
      <p>{t`Locked cells are left out. You can undo it in one step.`}</p>
      <DialogFooter>
        <Button onClick={onClose}>{t`Cancel`}</Button>
        <Button look="primary" data-autofocus onClick={onPaste}>
          {t`Paste`}
        </Button>
      </DialogFooter>
    </Dialog>
  )
}
