import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { ConsentTextsEditorDiscardMutation } from '../__generated__/ConsentTextsEditorDiscardMutation.graphql'
import type { ConsentTextsEditorDraftQuery } from '../__generated__/ConsentTextsEditorDraftQuery.graphql'
import type { ConsentTextsEditorMutation } from '../__generated__/ConsentTextsEditorMutation.graphql'
import type { ConsentTextsEditorSaveMutation } from '../__generated__/ConsentTextsEditorSaveMutation.graphql'
import { useChange } from '../relay/useChange'
import { contentDifferences } from '../ui/contentDifferences'
import { NextVersion } from '../ui/NextVersion'
import { Section } from '../ui/Page'
import { TextArea } from '../ui/TextField'
import type { Begun } from './ContactRulesPage'
import { type ConsentText, consentTextsOf } from './consentTextsContent'
import css from './Retain.module.css'
import { useRetainWords } from './retainWords'

const draftQuery = graphql`
  query ConsentTextsEditorDraftQuery {
    consentTextsDraft {
      version
      base
      content
    }
  }
`
const save = graphql`
  mutation ConsentTextsEditorSaveMutation($input: SaveConsentTextsDraftInput!) {
    saveConsentTextsDraft(input: $input) {
      version
    }
  }
`
const discard = graphql`
  mutation ConsentTextsEditorDiscardMutation($input: DiscardConsentTextsDraftInput!) {
    discardConsentTextsDraft(input: $input) {
      number
    }
  }
`
const publish = graphql`
  mutation ConsentTextsEditorMutation($input: PublishConsentTextsInput!) {
    publishConsentTexts(input: $input) {
      number
    }
  }
`
type Props = { from: Begun; newest: Begun; onPublished: () => void; onClose: () => void }

/** The next version, written as a draft and put in force. */
export function ConsentTextsEditor({ from, newest, onPublished, onClose }: Props) {
  const { t } = useLingui()
  const words = useRetainWords()
  const { consentTextsDraft: draft } = useLazyLoadQuery<ConsentTextsEditorDraftQuery>(
    draftQuery,
    {},
    { fetchPolicy: 'network-only' },
  )
  const goesOn = from.number === newest.number && Boolean(draft)
  const [content, setContent] = useState<{ texts: readonly ConsentText[] }>(() =>
    structuredClone(consentTextsOf(goesOn && draft ? draft.content : from.content)),
  )
  const [runSave] = useChange<ConsentTextsEditorSaveMutation>(save)
  const [runDiscard] = useChange<ConsentTextsEditorDiscardMutation>(discard)
  const [runPublish] = useChange<ConsentTextsEditorMutation>(publish)
  const changes = contentDifferences(newest.content, content)
  const put = (n: number, change: Partial<ConsentText>) =>
    setContent({ texts: content.texts.map((each, at) => (at === n ? { ...each, ...change } : each)) })
  return (
    <NextVersion
      newest={newest}
      draft={draft}
      goesOn={goesOn}
      ready={changes.length > 0}
      differences={() => changes}
      effect={t`What clients agree to from now on is recorded with this version; what they agreed to before keeps its own.`}
      save={async (version) => {
        const outcome = await runSave({ input: { content, base: newest.number, version } })
        return outcome.ok ? { ok: true, data: outcome.data.saveConsentTextsDraft?.version } : outcome
      }}
      discard={(version) => runDiscard({ input: { draft: version } })}
      onDiscarded={() => setContent(structuredClone(consentTextsOf(newest.content)))}
      publish={(note) => runPublish({ input: { content, base: newest.number, note } })}
      done={t`The texts are in force.`}
      onPublished={onPublished}
      onClose={onClose}
    >
      {content.texts.map((each, n) => (
        <Section key={each.purpose} title={words.purposes[each.purpose] ?? each.purpose}>
          <div className={css.two}>
            <TextArea
              label={t`In Chinese`}
              rows={4}
              maxLength={2000}
              value={each.zh}
              onChange={(event) => put(n, { zh: event.currentTarget.value })}
            />
            <TextArea
              label={t`In English`}
              rows={4}
              maxLength={2000}
              value={each.en}
              onChange={(event) => put(n, { en: event.currentTarget.value })}
            />
          </div>
        </Section>
      ))}
    </NextVersion>
  )
}
