import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { ForbiddenWordsEditorDiscardMutation } from '../__generated__/ForbiddenWordsEditorDiscardMutation.graphql'
import type { ForbiddenWordsEditorDraftQuery } from '../__generated__/ForbiddenWordsEditorDraftQuery.graphql'
import type { ForbiddenWordsEditorMutation } from '../__generated__/ForbiddenWordsEditorMutation.graphql'
import type { ForbiddenWordsEditorSaveMutation } from '../__generated__/ForbiddenWordsEditorSaveMutation.graphql'
import css from '../book/Proposals.module.css'
import { type Word, wordsOf } from '../book/proposalStyle'
import { useChange } from '../relay/useChange'
import { Button } from '../ui/Button'
import { Choice } from '../ui/Choice'
import { contentDifferences } from '../ui/contentDifferences'
import { NextVersion } from '../ui/NextVersion'
import { Section } from '../ui/Page'
import { TextField } from '../ui/TextField'
import type { Begun } from './ProposalStylePage'
import { WordsTrial } from './WordsTrial'

const draftQuery = graphql`
  query ForbiddenWordsEditorDraftQuery {
    forbiddenWordsDraft {
      version
      base
      content
    }
  }
`
const save = graphql`
  mutation ForbiddenWordsEditorSaveMutation($input: SaveForbiddenWordsDraftInput!) {
    saveForbiddenWordsDraft(input: $input) {
      version
    }
  }
`
const discard = graphql`
  mutation ForbiddenWordsEditorDiscardMutation($input: DiscardForbiddenWordsDraftInput!) {
    discardForbiddenWordsDraft(input: $input) {
      number
    }
  }
`
const publish = graphql`
  mutation ForbiddenWordsEditorMutation($input: PublishForbiddenWordsInput!) {
    publishForbiddenWords(input: $input) {
      number
    }
  }
`
type Props = { from: Begun; newest: Begun; onPublished: () => void; onClose: () => void }

/** The next list of words: written as a draft, tried on a text, and put in force. */
export function ForbiddenWordsEditor({ from, newest, onPublished, onClose }: Props) {
  const { t } = useLingui()
  const { forbiddenWordsDraft: draft } = useLazyLoadQuery<ForbiddenWordsEditorDraftQuery>(
    draftQuery,
    {},
    { fetchPolicy: 'network-only' },
  )
  const goesOn = from.number === newest.number && Boolean(draft)
  const [words, setWords] = useState<readonly Word[]>(() =>
    structuredClone(wordsOf(goesOn && draft ? draft.content : from.content)),
  )
  const [runSave] = useChange<ForbiddenWordsEditorSaveMutation>(save)
  const [runDiscard] = useChange<ForbiddenWordsEditorDiscardMutation>(discard)
  const [runPublish] = useChange<ForbiddenWordsEditorMutation>(publish)
  const content = { words }
  const put = (n: number, change: Partial<Word>) =>
    setWords(words.map((each, at) => (at === n ? { ...each, ...change } : each)))
  const changes = contentDifferences(newest.content, content)
  return (
    <NextVersion
      newest={newest}
      draft={draft}
      goesOn={goesOn}
      ready={changes.length > 0}
      differences={() => changes}
      effect={t`Texts that are issued from now on are held to this list; what was issued stays.`}
      save={async (version) => {
        const outcome = await runSave({ input: { content, base: newest.number, version } })
        return outcome.ok ? { ok: true, data: outcome.data.saveForbiddenWordsDraft?.version } : outcome
      }}
      discard={(version) => runDiscard({ input: { draft: version } })}
      onDiscarded={() => setWords(structuredClone(wordsOf(newest.content)))}
      publish={(note) => runPublish({ input: { content, base: newest.number, note } })}
      done={t`The list is in force.`}
      onPublished={onPublished}
      onClose={onClose}
    >
      <Section
        title={t`Words`}
        actions={
          <Button
            small
            onClick={() => setWords([{ word: '', severity: 'refuse', zh: '', en: '', exceptions: [] }, ...words])}
          >{t`Add a word`}</Button>
        }
      >
        <ol className={css.rows}>
          {words.map((each, n) => (
            <li key={n} className={css.pair}>
              <TextField
                label={t`Word`}
                maxLength={60}
                value={each.word}
                onChange={(event) => put(n, { word: event.currentTarget.value })}
              />
              <Choice
                label={t`What happens`}
                items={[
                  { value: 'refuse', label: t({ message: 'Refused', context: 'word' }) },
                  { value: 'warn', label: t({ message: 'Pointed at', context: 'word' }) },
                ]}
                value={each.severity}
                onChange={(severity) => put(n, { severity: severity ?? 'refuse' })}
              />
              <TextField
                label={t`Why, in Chinese`}
                maxLength={200}
                value={each.zh}
                onChange={(event) => put(n, { zh: event.currentTarget.value })}
              />
              <TextField
                label={t`Why, in English`}
                maxLength={200}
                value={each.en}
                onChange={(event) => put(n, { en: event.currentTarget.value })}
              />
              <TextField
                label={t`But not in`}
                hint={t`Longer phrases, with commas between`}
                value={each.exceptions.join('，')}
                onChange={(event) =>
                  put(n, { exceptions: event.currentTarget.value.split(/[，,]/).filter((phrase) => phrase !== '') })
                }
              />
              <Button small onClick={() => setWords(words.filter((_, at) => at !== n))}>
                {t`Remove`}
                <span className="sr-only"> {each.word}</span>
              </Button>
            </li>
          ))}
        </ol>
      </Section>
      <WordsTrial content={content} />
    </NextVersion>
  )
}
