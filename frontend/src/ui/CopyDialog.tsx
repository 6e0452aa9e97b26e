import { useLingui } from '@lingui/react/macro'
import { type ReactNode, Suspense, useState } from 'react'
import type { Failure } from '../relay/failure'
import { Button } from './Button'
import css from './CopyDialog.module.css'
import { Dialog, DialogFooter, Stack } from './Dialog'
import { FailureLine } from './ErrorState'
import { SkeletonRows } from './Skeleton'
import { TextField } from './TextField'

type DialogProps = { title: string; onClose: () => void; children: ReactNode }

/** The dialog around a CopyForm, while what is copied is read. */
export function CopyDialog({ title, onClose, children }: DialogProps) {
  return (
    <Dialog title={title} open onClose={onClose} size={480}>
      <Suspense fallback={<SkeletonRows rows={4} />}>{children}</Suspense>
    </Dialog>
  )
}

export type Named = { key: string; zh: string; en: string }
type FormProps = {
  of: { readonly zh: string; readonly en: string } | null | undefined
  keyLabel: string
  /** Beside the key. */
  beside: ReactNode
  more?: ReactNode
  busy: boolean
  /** Makes it; null when it is there. */
  copy: (named: Named) => Promise<Failure | null>
  onClose: () => void
}

/** Names and the key of a configuration that begins as another one. */
export function CopyForm({ of, keyLabel, beside, more, busy, copy, onClose }: FormProps) {
  const { t } = useLingui()
  const [zh, setZh] = useState(of ? `${of.zh}（副本）` : '')
  const [en, setEn] = useState(of ? `${of.en} (copy)` : '')
  const [key, setKey] = useState('')
  const [failure, setFailure] = useState<Failure | null>(null)
  const save = async () => {
    const failed = await copy({ key: key.trim(), zh, en })
    if (failed) return setFailure(failed)
    onClose()
  }
  return (
    <>
      <Stack>
        <div className={css.two}>
          <TextField label={t`Chinese name`} required value={zh} onChange={(e) => setZh(e.currentTarget.value)} />
          <TextField label={t`English name`} required value={en} onChange={(e) => setEn(e.currentTarget.value)} />
        </div>
        <div className={css.two}>
          <TextField
            label={keyLabel}
            hint={t`Small letters, digits and underscores; it stays.`}
            required
            value={key}
            onChange={(e) => setKey(e.currentTarget.value)}
          />
          {beside}
        </div>
        {more}
        <FailureLine failure={failure} />
      </Stack>
      <DialogFooter>
        <Button onClick={onClose}>{t`Cancel`}</Button>
        <Button look="primary" busy={busy} disabled={key.trim() === ''} onClick={() => void save()}>
          {t`Copy`}
        </Button>
      </DialogFooter>
    </>
  )
}
