import { useLingui } from '@lingui/react/macro'
import { type FormEvent, useState } from 'react'
import { Button } from '../ui/Button'
import { Choice } from '../ui/Choice'
import { Dialog, DialogFooter, Stack } from '../ui/Dialog'
import { TextField } from '../ui/TextField'
import { Toggle } from '../ui/Toggle'
import css from './Fields.module.css'

export type SectionWords = { zh: string; en: string; columns: number; collapsed: boolean }
type Props = { section: SectionWords | null; onSave: (words: SectionWords) => void; onClose: () => void }

/** A section's names, how many columns it has, and whether it is closed at first. */
export function SectionDialog({ section, onSave, onClose }: Props) {
  const { t } = useLingui()
  const [zh, setZh] = useState(section?.zh ?? '')
  const [en, setEn] = useState(section?.en ?? '')
  const [columns, setColumns] = useState(String(section?.columns ?? 2))
  const [collapsed, setCollapsed] = useState(section?.collapsed ?? false)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onSave({ zh: zh.trim(), en: en.trim() || zh.trim(), columns: Number(columns), collapsed })
    onClose()
  }
  return (
    <Dialog title={section ? t`Edit the section` : t`New section`} open onClose={onClose} size={460}>
      <form onSubmit={submit}>
        <Stack>
          <div className={css.two}>
            <TextField
              label={t`Name in Chinese`}
              required
              data-autofocus
              maxLength={60}
              value={zh}
              onChange={(event) => setZh(event.currentTarget.value)}
            />
            <TextField
              label={t`Name in English`}
              maxLength={60}
              value={en}
              onChange={(event) => setEn(event.currentTarget.value)}
            />
          </div>
          <Choice
            label={t`Columns`}
            items={['1', '2', '3'].map((value) => ({ value, label: value }))}
            value={columns}
            onChange={(next) => setColumns(next ?? '2')}
          />
          <Toggle label={t`Closed at first`} checked={collapsed} onChange={setCollapsed} />
        </Stack>
        <DialogFooter>
          <Button onClick={onClose}>{t`Cancel`}</Button>
          <Button type="submit" look="primary" disabled={zh.trim() === ''}>
            {t`Save`}
          </Button>
        </DialogFooter>
      </form>
    </Dialog>
  )
}
