import { useLingui } from '@lingui/react/macro'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import css from '../book/Journeys.module.css'
import { useBoth } from '../book/journeyWords'
import { Button } from '../ui/Button'
import { Dialog, DialogFooter, Stack } from '../ui/Dialog'
import { Toggle } from '../ui/Toggle'
import { NameFields } from './BothFields'
import { EditedRow } from './EditedRow'
import { type EditedLoss, emptyLoss, put, replaced } from './templateContent'

type Props = { losses: readonly EditedLoss[]; onChange: (losses: EditedLoss[]) => void }

/** Why journeys by a template are lost: the reasons in the order in which they are offered. */
export function LossesEditor({ losses, onChange }: Props) {
  const { t } = useLingui()
  const both = useBoth()
  const [edited, setEdited] = useState<number | null>(null)
  const last = losses.length - 1
  return (
    <section aria-label={t`Reasons of loss`}>
      <h5>{t`Reasons of loss`}</h5>
      <ol className={css.rows}>
        {losses.map((loss, n) => (
          <EditedRow
            key={loss.key}
            name={both(loss) || loss.key}
            about={loss.note ? t`has to be explained` : ''}
            onEdit={() => setEdited(n)}
            onUp={n > 0 ? () => onChange(put(losses, n, n - 1)) : null}
            onDown={n < last ? () => onChange(put(losses, n, n + 1)) : null}
            onRemove={() => onChange(losses.filter((_, at) => at !== n))}
          />
        ))}
      </ol>
      <Button small look="quiet" disabled={losses.length >= 30} onClick={() => setEdited(losses.length)}>
        <Plus size={13} aria-hidden="true" />
        {t`Add a reason`}
      </Button>
      {edited !== null && (
        <LossDialog
          loss={losses[edited] ?? emptyLoss(losses)}
          onDone={(next) => {
            onChange(replaced(losses, edited, next))
            setEdited(null)
          }}
          onClose={() => setEdited(null)}
        />
      )}
    </section>
  )
}

type DialogProps = { loss: EditedLoss; onDone: (loss: EditedLoss) => void; onClose: () => void }

function LossDialog({ loss, onDone, onClose }: DialogProps) {
  const { t } = useLingui()
  const [draft, setDraft] = useState(loss)
  const whole = draft.zh.trim() !== '' && draft.en.trim() !== ''
  return (
    <Dialog title={t`Reason of loss`} open onClose={onClose} size={520}>
      <Stack>
        <NameFields value={draft} onChange={(more) => setDraft({ ...draft, ...more })} />
        <Toggle
          label={t`Has to be explained in words`}
          checked={draft.note}
          onChange={(note) => setDraft({ ...draft, note })}
        />
      </Stack>
      <DialogFooter>
        <Button onClick={onClose}>{t`Cancel`}</Button>
        <Button look="primary" disabled={!whole} onClick={() => onDone(draft)}>{t`Done`}</Button>
      </DialogFooter>
    </Dialog>
  )
}
