import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { TierEditorDiscardMutation } from '../__generated__/TierEditorDiscardMutation.graphql'
import type { TierEditorDraftMutation } from '../__generated__/TierEditorDraftMutation.graphql'
import type { TierEditorMutation } from '../__generated__/TierEditorMutation.graphql'
import type { TierEditorQuery } from '../__generated__/TierEditorQuery.graphql'
import { useChange } from '../relay/useChange'
import { DateField } from '../ui/DateField'
import { differing } from '../ui/DiffList'
import { NextVersion } from '../ui/NextVersion'
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
  const [day, setDay] = useState<string | null>(null)
  const place = usePlaceWords()
  const [runSave] = useChange<TierEditorDraftMutation>(save)
  const [runDiscard] = useChange<TierEditorDiscardMutation>(discard)
  const [runPublish] = useChange<TierEditorMutation>(publish)
  const before = contentOf(newest.content)
  const changes = differencesOf(before, content)
  const put = (more: Partial<TierContent>) => setContent({ ...content, ...more })
  return (
    <NextVersion
      framed
      newest={newest}
      draft={tierDraft}
      goesOn={draft !== null}
      ready={changes.length > 0 && weightsSum(content.weights) === 100}
      beside={<DateField label={t`In force from`} placeholder={t`today`} value={day} onChange={setDay} />}
      differences={() => differing(changes, '—', place)}
      effect={<TierPreview content={content} brief />}
      save={async (version) => {
        const outcome = await runSave({ input: { content, base: newest.number, version } })
        return outcome.ok ? { ok: true, data: outcome.data.saveTierDraft?.version } : outcome
      }}
      discard={(version) => runDiscard({ input: { draft: version } })}
      onDiscarded={() => setContent(contentOf(from.content))}
      publish={(note) => runPublish({ input: { content, base: newest.number, effectiveFrom: day, note } })}
      done={t`The model is in force; clients move within seconds of its day.`}
      onPublished={onPublished}
      onClose={onClose}
    >
      <div className={css.editor}>
        <TierBounds content={content} onChange={put} />
        <TierWeights weights={content.weights} onChange={(weights) => put({ weights })} />
        <TierPoints points={content.points} onChange={(points) => put({ points })} />
        <TierPreview content={content} />
      </div>
    </NextVersion>
  )
}
