import { useLingui } from '@lingui/react/macro'
import { Circle } from 'lucide-react'
import { Button } from '../Button'
import { Dialog, DialogFooter } from '../Dialog'
import type { Refusal } from './Board'
import css from './MissingSheet.module.css'

/** Why a card came back: what is missing, and for each the way to do it. */
export function MissingSheet({ refusal, onClose }: { refusal: Refusal; onClose: () => void }) {
  const { t } = useLingui()
  return (
    <Dialog title={refusal.title} open onClose={onClose} size={440}>
      <p className={css.intro}>{t`The card is back where it was. This is missing:`}</p>
      <ul className={css.list}>
        {refusal.missing.map(({ label, detail, action }) => (
          <li key={label} className={css.line}>
            <Circle size={14} aria-hidden="true" />
            <span className={css.words}>
              {label}
              {detail && <small>{detail}</small>}
            </span>
            {action && (
              <Button
                small
                onClick={() => {
                  onClose()
                  action.run()
                }}
              >
                {action.label}
              </Button>
            )}
          </li>
        ))}
      </ul>
      <DialogFooter>
        <Button look="primary" data-autofocus onClick={onClose}>
          {t`Understood`}
        </Button>
      </DialogFooter>
    </Dialog>
  )
}
