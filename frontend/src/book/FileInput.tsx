import { useLingui } from '@lingui/react/macro'
import { FileText, X } from 'lucide-react'
import { Suspense, useId, useRef, useState } from 'react'
import { asFailure } from '../relay/failure'
import { IconButton } from '../ui/Button'
import { FileDrop, type Sent } from '../ui/FileDrop'
import { useFailureText } from '../ui/useFailureText'
import css from './FileInput.module.css'
import { FileName } from './FileName'
import { sendFile } from './sendFile'

const LARGEST = 20 * 2 ** 20
/** Files in one value, as the server holds. */
const MOST = 20
let last = 0

type Props = {
  label: string
  value: readonly string[]
  onChange: (value: readonly string[] | null) => void
  required?: boolean
  error?: string | undefined
}

/** The files of an own field: sent up at once, kept with the form. */
export function FileInput({ label, value, onChange, required, error }: Props) {
  const { t, i18n } = useLingui()
  const id = useId()
  const words = useFailureText()
  const [sending, setSending] = useState<readonly Sent[]>([])
  const [names, setNames] = useState<Readonly<Record<string, string>>>({})
  // Several go up one after the other: each is put behind what the form has by then.
  const present = useRef(value)
  present.current = value
  const put = (next: readonly string[]) => {
    present.current = next
    onChange(next.length > 0 ? next : null)
  }
  const tell = (file: string, change: Partial<Sent>) =>
    setSending((all) => all.map((each) => (each.id === file ? { ...each, ...change } : each)))
  const isSending = sending.some((each) => each.state === 'waiting' || each.state === 'sending')
  const drop = (file: string) => setSending((all) => all.filter((each) => each.id !== file))
  const send = async (key: string, file: File) => {
    try {
      tell(key, { state: 'sending', share: 0 })
      const sent = await sendFile(file, i18n.locale, (share) => tell(key, { share }))
      setNames((all) => ({ ...all, [sent.upload]: sent.name }))
      drop(key)
      put([...present.current, sent.upload])
    } catch (thrown) {
      const failure = asFailure(thrown)
      tell(key, { state: 'failed', why: failure.message || words(failure).title })
    }
  }
  const take = async (chosen: readonly File[]) => {
    const waiting = chosen.slice(0, MOST - present.current.length).map((file) => {
      last += 1
      return { key: `file-${last}`, file }
    })
    setSending((all) => [
      ...all,
      ...waiting.map(({ key, file }) => ({ id: key, name: file.name, size: file.size, state: 'waiting' as const })),
    ])
    for (const { key, file } of waiting) await send(key, file)
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as a line of the form
    <div role="group" aria-labelledby={id} className={css.field}>
      <span id={id} className={css.label}>
        {label}
        {required && <span aria-hidden="true"> *</span>}
      </span>
      {value.length > 0 && (
        <ul className={css.files}>
          {value.map((each) => (
            <FileLine
              key={each}
              id={each}
              known={names[each]}
              onRemove={() => put(value.filter((id) => id !== each))}
            />
          ))}
        </ul>
      )}
      <FileDrop
        label={t`Drop files here`}
        many
        largest={LARGEST}
        disabled={value.length >= MOST}
        files={sending}
        onFiles={(chosen) => void take(chosen)}
        onRemove={drop}
      />
      {/* No form is sent while a file of it is on its way: what it holds would be lost. */}
      <input
        className="sr-only"
        tabIndex={-1}
        aria-hidden="true"
        data-waits
        value=""
        onChange={() => undefined}
        ref={(field) => field?.setCustomValidity(isSending ? t`Wait until the files are sent up.` : '')}
      />
      {error && (
        <p role="alert" className={css.wrong}>
          {error}
        </p>
      )}
    </div>
  )
}

function FileLine({ id, known, onRemove }: { id: string; known: string | undefined; onRemove: () => void }) {
  const { t } = useLingui()
  return (
    <li className={css.file}>
      <FileText size={14} aria-hidden="true" />
      <span className={css.name}>{known ?? <Suspense fallback="…">{<FileName id={id} />}</Suspense>}</span>
      <IconButton small label={known ? t`Take out ${known}` : t`Take out this file`} onClick={onRemove}>
        <X size={13} aria-hidden="true" />
      </IconButton>
    </li>
  )
}
