import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { Button } from '../ui/Button'
import { Dialog, DialogFooter } from '../ui/Dialog'
import { Note } from '../ui/ErrorState'
import { useFields } from '../viewer/useFields'
import css from './ClientForm.module.css'
import type { Difference } from './clientDraft'

type Props = {
  differences: readonly Difference[]
  onResolve: (keepTheirs: ReadonlySet<string>) => void
  onClose: () => void
}

/** Somebody saved first: for each field that both changed, take mine or theirs; all else is kept from both. */
export function ConflictDialog({ differences, onResolve, onClose }: Props) {
  const { t } = useLingui()
  const { label, field, option } = useFields()
  const [theirs, setTheirs] = useState<ReadonlySet<string>>(new Set())
  const choose = (key: string, take: boolean) => {
    const next = new Set(theirs)
    if (take) next.add(key)
    else next.delete(key)
    setTheirs(next)
  }
  const words = (key: string, text: string) =>
    text === ''
      ? '—'
      : field(key)?.kind === 'choice'
        ? option(key, text)
        : text === 'yes'
          ? t`Yes`
          : text === 'no'
            ? t`No`
            : text
  return (
    <Dialog title={t`Somebody changed this client meanwhile`} open onClose={onClose} size={560}>
      <Note tone="warn">
        {differences.length === 0
          ? t`The changes do not touch what you entered. Save to keep both.`
          : t`You both changed the following. Nothing is saved until you choose.`}
      </Note>
      <div style={{ marginTop: 14 }}>
        {differences.map(({ key, mine, theirs: other }) => (
          <fieldset key={key} className={css.choice}>
            <legend>{label(key)}</legend>
            <label className={css.option}>
              <input type="radio" name={key} checked={!theirs.has(key)} onChange={() => choose(key, false)} />
              <span>{words(key, mine)}</span>
              <small>{t`Mine`}</small>
            </label>
            <label className={css.option}>
              <input type="radio" name={key} checked={theirs.has(key)} onChange={() => choose(key, true)} />
              <span>{words(key, other)}</span>
              <small>{t`Theirs`}</small>
            </label>
          </fieldset>
        ))}
      </div>
      <DialogFooter>
        <Button onClick={onClose}>{t`Back to the form`}</Button>
        <Button look="primary" onClick={() => onResolve(theirs)}>
          {t`Save`}
        </Button>
      </DialogFooter>
    </Dialog>
  )
}
