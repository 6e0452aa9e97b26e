import { useLingui } from '@lingui/react/macro'
import { type ReactNode, useState } from 'react'
import { asFailure, type Failure } from '../relay/failure'
import { Button } from './Button'
import { Dialog, DialogFooter, Stack } from './Dialog'
import { type Differing, DiffList } from './DiffList'
import { FailureLine } from './ErrorState'
import css from './ReviewDialog.module.css'

export type Reviewed = Differing & { group?: string }

type Props = {
  title: string
  differences: readonly Reviewed[]
  /** What follows from it: who is told, what is made, what cannot be taken back. */
  effect?: ReactNode
  confirm: string
  danger?: boolean
  onConfirm: () => Promise<Failure | null>
  onClose: () => void
}

/** Everything that will change, before it does: for approvals, money and policies, which are never optimistic. */
export function ReviewDialog({ title, differences, effect, confirm, danger, onConfirm, onClose }: Props) {
  const { t } = useLingui()
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<Failure | null>(null)
  const run = async () => {
    setBusy(true)
    const refused = await onConfirm().catch(asFailure)
    setBusy(false)
    if (refused) setFailure(refused)
    else onClose()
  }
  const groups = [...Map.groupBy(differences, (each) => each.group ?? '')]
  return (
    <Dialog title={title} open onClose={onClose} size={620}>
      <Stack>
        {differences.length === 0 ? (
          <p>{t`Nothing would change.`}</p>
        ) : (
          groups.map(([group, own]) => (
            <section key={group} aria-label={group || title}>
              {group && <h3 className={css.group}>{group}</h3>}
              <DiffList rows={own} />
            </section>
          ))
        )}
        {effect && <div className={css.effect}>{effect}</div>}
        <FailureLine failure={failure} />
      </Stack>
      <DialogFooter>
        <Button onClick={onClose}>{t`Cancel`}</Button>
        <Button
          look={danger ? 'danger' : 'primary'}
          busy={busy}
          disabled={differences.length === 0}
          onClick={() => void run()}
        >
          {confirm}
        </Button>
      </DialogFooter>
    </Dialog>
  )
}
