import { useLingui } from '@lingui/react/macro'
import { Button } from '../ui/Button'
import { Dialog, DialogFooter } from '../ui/Dialog'
import css from './DocumentPreview.module.css'

type Props = { url: string; name: string; kind: string | null | undefined; onSave: () => void; onClose: () => void }

/** A picture or a PDF to look at. The server sends it in a sandbox; nothing of it runs. */
export function DocumentPreview({ url, name, kind, onSave, onClose }: Props) {
  const { t } = useLingui()
  return (
    <Dialog title={name} open onClose={onClose} size={900}>
      {kind === 'picture' ? (
        <img src={url} alt={name} className={css.picture} />
      ) : (
        <iframe src={url} title={name} className={css.page} />
      )}
      <DialogFooter>
        <Button onClick={onSave}>{t`Save a copy`}</Button>
        <Button look="primary" onClick={onClose}>
          {t`Close`}
        </Button>
      </DialogFooter>
    </Dialog>
  )
}
