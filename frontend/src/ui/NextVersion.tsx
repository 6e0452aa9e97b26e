import { useLingui } from '@lingui/react/macro'
import { type ReactNode, useState } from 'react'
import type { Outcome } from '../relay/useChange'
import { Button } from './Button'
import type { Differing } from './DiffList'
import { Note } from './ErrorState'
import css from './NextVersion.module.css'
import { ReviewDialog } from './ReviewDialog'
import { TextField } from './TextField'
import { toast } from './Toasts'
import { useFailureText } from './useFailureText'

type Kept = { readonly version: number; readonly base: number }
type Props = {
  newest: { readonly number: number }
  /** The draft on the server, whatever is edited here. */
  draft: Kept | null | undefined
  /** Whether the editing goes on from that draft. */
  goesOn: boolean
  /** Whether there is something to put in force. */
  ready: boolean
  framed?: boolean
  /** Beside the note. */
  beside?: ReactNode
  differences: () => readonly Differing[]
  /** What putting it in force would do, in the review. */
  effect: ReactNode
  /** version: of the draft, 0 for none. Answers with the new one. */
  save: (version: number) => Promise<Outcome<number | null | undefined>>
  discard: (version: number) => Promise<Outcome<unknown>>
  /** After the draft is gone. */
  onDiscarded: () => void
  publish: (note: string | null) => Promise<Outcome<unknown>>
  /** Said when it is in force. */
  done: string
  onPublished: () => void
  onClose: () => void
  children: ReactNode
}

/** Around the editor of a configuration's next version: its draft, why it is made, the review, putting it in force. */
export function NextVersion(props: Props) {
  const { newest, draft, goesOn, ready, framed, beside, effect, onClose, children } = props
  const { t } = useLingui()
  const words = useFailureText()
  const [version, setVersion] = useState(draft?.version ?? 0)
  const [note, setNote] = useState('')
  const [reviewing, setReviewing] = useState(false)
  const [doing, setDoing] = useState<'save' | 'discard' | null>(null)
  const keep = async () => {
    setDoing('save')
    const outcome = await props.save(version)
    setDoing(null)
    if (!outcome.ok) return toast(words(outcome.failure).title, 'bad')
    setVersion(outcome.data ?? version + 1)
    toast(t`The draft is saved.`)
  }
  const drop = async () => {
    setDoing('discard')
    const outcome = await props.discard(version)
    setDoing(null)
    if (!outcome.ok) return toast(words(outcome.failure).title, 'bad')
    setVersion(0)
    props.onDiscarded()
    toast(t`The draft is discarded.`)
  }
  const go = async () => {
    const outcome = await props.publish(note.trim() || null)
    if (!outcome.ok) return outcome.failure
    toast(props.done)
    props.onPublished()
    return null
  }
  const why = (
    <TextField
      label={t`Why`}
      hint={t`Kept with this version.`}
      maxLength={400}
      value={note}
      onChange={(event) => setNote(event.currentTarget.value)}
    />
  )
  return (
    <section className={framed ? `${css.editor} ${css.framed}` : css.editor} aria-label={t`Next version`}>
      {framed && <h3>{t`Next version`}</h3>}
      {draft && goesOn && version > 0 && (
        <Note>
          {draft.base === newest.number
            ? t`This is the saved draft.`
            : t`This draft was begun from version ${draft.base}; meanwhile there is version ${newest.number}.`}
        </Note>
      )}
      {children}
      {beside ? (
        <div className={css.why}>
          {why}
          {beside}
        </div>
      ) : (
        why
      )}
      <div className={css.foot}>
        <Button onClick={onClose}>{t`Cancel`}</Button>
        {version > 0 && <Button busy={doing === 'discard'} onClick={() => void drop()}>{t`Discard the draft`}</Button>}
        <Button busy={doing === 'save'} onClick={() => void keep()}>{t`Save the draft`}</Button>
        <Button look="primary" disabled={!ready} onClick={() => setReviewing(true)}>
          {t`Put in force`}
        </Button>
      </div>
      {reviewing && ready && (
        <ReviewDialog
          title={t`Put version ${newest.number + 1} in force?`}
          differences={props.differences()}
          effect={effect}
          confirm={t`Put in force`}
          onConfirm={go}
          onClose={() => setReviewing(false)}
        />
      )}
    </section>
  )
}
