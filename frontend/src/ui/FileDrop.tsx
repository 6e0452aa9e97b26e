import { useLingui } from '@lingui/react/macro'
import { CircleAlert, CircleCheck, FileText, Upload, X } from 'lucide-react'
import { type DragEvent, useId, useRef, useState } from 'react'
import { bytes } from '../format/bytes'
import { Button, IconButton } from './Button'
import css from './FileDrop.module.css'

export type Sent = {
  id: string
  name: string
  size: number
  state: 'waiting' | 'sending' | 'done' | 'failed'
  /** How much is sent, from 0 to 1. */
  share?: number
  why?: string
}

type Props = {
  label: string
  /** Endings that are taken, e.g. ".xlsx"; all without. */
  endings?: readonly string[]
  /** Bytes one file has at most. */
  largest?: number
  many?: boolean
  files: readonly Sent[]
  onFiles: (files: readonly File[]) => void
  onRemove: (id: string) => void
  disabled?: boolean
}

/** Takes files by dropping, choosing or pasting, and shows how each is doing. Unfit ones are refused with the reason. */
export function FileDrop({ label, endings, largest, many, files, onFiles, onRemove, disabled }: Props) {
  const { t, i18n } = useLingui()
  const id = useId()
  const field = useRef<HTMLInputElement>(null)
  const [over, setOver] = useState(false)
  const [refused, setRefused] = useState<readonly string[]>([])
  const take = (list: FileList | readonly File[] | null) => {
    const all = [...(list ?? [])]
    const whyNot = (file: File): string | null => {
      if (endings && !endings.some((end) => file.name.toLowerCase().endsWith(end)))
        return t`${file.name}: only ${endings.join(t`, `)} can be taken.`
      if (largest && file.size > largest) return t`${file.name}: larger than ${bytes(largest, i18n.locale)}.`
      return file.size === 0 ? t`${file.name}: the file is empty.` : null
    }
    const fit = all.filter((file) => whyNot(file) === null)
    setRefused(all.flatMap((file) => whyNot(file) ?? []))
    if (fit.length > 0) onFiles(many ? fit : fit.slice(0, 1))
  }
  const onDrop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    if (!disabled) take(event.dataTransfer.files)
  }
  const limits = [endings?.join(t`, `), largest && t`up to ${bytes(largest, i18n.locale)}`].filter(Boolean).join(' · ')
  return (
    <div className={css.field}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is the mouse's way; the button is everybody's */}
      <div
        className={[css.drop, over && css.over, disabled && css.disabled].filter(Boolean).join(' ')}
        onDragOver={(event) => {
          event.preventDefault()
          setOver(true)
        }}
        onDragLeave={() => setOver(false)}
        onDrop={onDrop}
        onPaste={(event) => take(event.clipboardData.files)}
      >
        <Upload size={18} aria-hidden="true" />
        <span id={id}>{label}</span>
        <Button small disabled={disabled} onClick={() => field.current?.click()} aria-describedby={id}>
          {many ? t`Choose files` : t`Choose a file`}
        </Button>
        {limits && <span className={css.limits}>{limits}</span>}
        <input
          ref={field}
          type="file"
          className="sr-only"
          tabIndex={-1}
          aria-hidden="true"
          multiple={many ?? false}
          accept={endings?.join(',')}
          disabled={disabled}
          onChange={(event) => {
            take(event.currentTarget.files)
            // The same file chosen again is a new wish.
            event.currentTarget.value = ''
          }}
        />
      </div>
      {refused.length > 0 && (
        <ul className={css.refused} role="alert">
          {refused.map((why) => (
            <li key={why}>{why}</li>
          ))}
        </ul>
      )}
      {files.length > 0 && (
        <ul className={css.files} aria-label={t`Files`}>
          {files.map((file) => (
            <Line key={file.id} file={file} onRemove={() => onRemove(file.id)} />
          ))}
        </ul>
      )}
    </div>
  )
}

function Line({ file, onRemove }: { file: Sent; onRemove: () => void }) {
  const { t, i18n } = useLingui()
  const share = Math.round((file.share ?? 0) * 100)
  return (
    <li className={css.file}>
      {file.state === 'done' ? (
        <CircleCheck size={16} className={css.done} aria-hidden="true" />
      ) : file.state === 'failed' ? (
        <CircleAlert size={16} className={css.failed} aria-hidden="true" />
      ) : (
        <FileText size={16} aria-hidden="true" />
      )}
      <span className={css.name}>{file.name}</span>
      <span className={css.size}>{bytes(file.size, i18n.locale)}</span>
      <span className={css.state} role={file.state === 'failed' ? 'alert' : undefined}>
        {file.state === 'waiting' && t`waiting`}
        {file.state === 'sending' && `${share}%`}
        {file.state === 'done' && t`uploaded`}
        {file.state === 'failed' && (file.why ?? t`failed`)}
      </span>
      <IconButton small label={t`Remove ${file.name}`} onClick={onRemove}>
        <X size={13} />
      </IconButton>
      {file.state === 'sending' && (
        <progress className={css.progress} value={share} max={100} aria-label={t`Upload of ${file.name}`} />
      )}
    </li>
  )
}
