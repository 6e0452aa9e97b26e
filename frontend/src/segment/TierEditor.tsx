import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { TierEditorDiscardMutation } from '../__generated__/TierEditorDiscardMutation.graphql'
import type { TierEditorDraftMutation } from '../__generated__/TierEditorDraftMutation.graphql'
import type { TierEditorMutation } from '../__generated__/TierEditorMutation.graphql'
import type { TierEditorQuery } from '../__generated__/TierEditorQuery.graphql'
import { useChange } from '../relay/useChange'
import { Button } from '../ui/Button'
import { DateField } from '../ui/DateField'
import { Note } from '../ui/ErrorState'
import { ReviewDialog } from '../ui/ReviewDialog'
import { TextField } from '../ui/TextField'
import { toast } from '../ui/Toasts'
import { useFailureText } from '../ui/useFailureText'
import { TierBounds } from './TierBounds'
import type { ListedModel } from './TierModelPanel'
import { TierPoints } from './TierPoints'
import { TierPreview } from './TierPreview'
import css from './Tiers.module.css'
import { TierWeights } from './TierWeights'
import { contentOf, differencesOf, type TierContent, weightsSum } from './tierContent'
import { usePlaceWords } from './tierPlaces'

const query = graphql`
  query TierEditorQuery {
    tierDraft {
      version
      base
      content
    }
  }
`
const save = graphql`
  mutation TierEditorDraftMutation($input: SaveTierDraftInput!) {
    saveTierDraft(input: $input) {
      version
      base
      content
    }
  }
`
const discard = graphql`
  mutation TierEditorDiscardMutation($input: DiscardTierDraftInput!) {
    discardTierDraft(input: $input) {
      number
    }
  }
`
const publish = graphql`
  mutation TierEditorMutation($input: PublishTierModelInput!) {
    publishTierModel(input: $input) {
      number
    }
  }
`
type Props = { from: ListedModel; newest: ListedModel; onPublished: () => void; onClose: () => void }

/** Edits the next version of the model, says all the while who would move, keeps a draft, and puts it in force. */
export function TierEditor({ from, newest, onPublished, onClose }: Props) {
  const { t } = useLingui()
  const { tierDraft } = useLazyLoadQuery<TierEditorQuery>(query, {}, { fetchPolicy: 'network-only' })
  const draft = from.number === newest.number && tierDraft ? tierDraft : null
  const [content, setContent] = useState<TierContent>(() => contentOf(draft?.content ?? from.content))
  const [version, setVersion] = useState(tierDraft?.version ?? 0)
  const [note, setNote] = useState('')
  const [day, setDay] = useState<string | null>(null)
  const [reviewing, setReviewing] = useState(false)
  const words = useFailureText()
  const place = usePlaceWords()
  const [runSave, saving] = useChange<TierEditorDraftMutation>(save)
  const [runDiscard, dropping] = useChange<TierEditorDiscardMutation>(discard)
  const [runPublish] = useChange<TierEditorMutation>(publish)
  const before = contentOf(newest.content)
  const changes = differencesOf(before, content)
  const put = (more: Partial<TierContent>) => setContent({ ...content, ...more })
  const keep = async () => {
    const outcome = await runSave({ input: { content, base: newest.number, version } })
    if (!outcome.ok) return toast(words(outcome.failure).title, 'bad')
    setVersion(outcome.data.saveTierDraft?.version ?? version + 1)
    toast(t`The draft is saved.`)
  }
  const drop = async () => {
    const outcome = await runDiscard({ input: { draft: version } })
    if (!outcome.ok) return toast(words(outcome.failure).title, 'bad')
    setVersion(0)
    setContent(contentOf(from.content))
    toast(t`The draft is discarded.`)
  }
  const go = async () => {
    const input = { content, base: newest.number, effectiveFrom: day, note: note.trim() || null }
    const outcome = await runPublish({ input })
    if (!outcome.ok) return outcome.failure
    toast(t`The model is in force; clients move within seconds of its day.`)
    onPublished()
    return null
  }
  return (
    <section className={css.editor} aria-label={t`Next version`}>
      <h3>{t`Next version`}</h3>
      {draft && version > 0 && (
        <Note>
          {draft.base === newest.number
            ? t`This is the saved draft.`
            : t`This draft was begun from version ${draft.base}; meanwhile there is version ${newest.number}.`}
        </Note>
      )}
      <TierBounds content={content} onChange={put} />
      <TierWeights weights={content.weights} onChange={(weights) => put({ weights })} />
      <TierPoints points={content.points} onChange={(points) => put({ points })} />
      <TierPreview content={content} />
      <div className={css.row}>
        <TextField
          label={t`Why`}
          hint={t`Kept with this version.`}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        <DateField label={t`In force from`} placeholder={t`today`} value={day} onChange={setDay} />
      </div>
      <div className={css.foot}>
        {version > 0 && <Button busy={dropping} onClick={drop}>{t`Discard the draft`}</Button>}
        <Button onClick={onClose}>{t`Cancel`}</Button>
        <Button busy={saving} onClick={keep}>{t`Save the draft`}</Button>
        <Button
          look="primary"
          disabled={changes.length === 0 || weightsSum(content.weights) !== 100}
          onClick={() => setReviewing(true)}
        >
          {t`Put in force`}
        </Button>
      </div>
      {reviewing && (
        <ReviewDialog
          title={t`Put version ${newest.number + 1} in force?`}
          differences={changes.map((each) => ({
            label: place(each.path),
            before: each.before ?? '—',
            after: each.after ?? '—',
          }))}
          effect={<TierPreview content={content} brief />}
          confirm={t`Put in force`}
          onConfirm={go}
          onClose={() => setReviewing(false)}
        />
      )}
    </section>
  )
}
