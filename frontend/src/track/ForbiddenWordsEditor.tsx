import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { ForbiddenWordsEditorDraftQuery } from '../__generated__/ForbiddenWordsEditorDraftQuery.graphql'
import type { ForbiddenWordsEditorMutation } from '../__generated__/ForbiddenWordsEditorMutation.graphql'
import type { ForbiddenWordsEditorSaveMutation } from '../__generated__/ForbiddenWordsEditorSaveMutation.graphql'
import css from '../book/Proposals.module.css'
import { type Word, wordsOf } from '../book/proposalStyle'
import { contentDifferences } from '../book/suitabilityContent'
import type { Failure } from '../relay/failure'
import { useChange } from '../relay/useChange'
import { Button } from '../ui/Button'
import { Choice } from '../ui/Choice'
import { DiffList } from '../ui/DiffList'
import { FailureLine } from '../ui/ErrorState'
import { Section } from '../ui/Page'
import { TextField } from '../ui/TextField'
import { toast } from '../ui/Toasts'
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
const publish = graphql`
  mutation ForbiddenWordsEditorMutation($input: PublishForbiddenWordsInput!) {
    publishForbiddenWords(input: $input) {
      number
    }
  }
`
type Props = { from: Begun; newest: Begun; onPublished: () => void; onClose: () => void }

/** The next list of words: written as a draft, tried on a text, and published. */
export function ForbiddenWordsEditor({ from, newest, onPublished, onClose }: Props) {
  const { t } = useLingui()
  const { forbiddenWordsDraft: draft } = useLazyLoadQuery<ForbiddenWordsEditorDraftQuery>(
    draftQuery,
    {},
    { fetchPolicy: 'network-only' },
  )
  const kept = draft && draft.base === newest.number ? draft.content : from.content
  const [words, setWords] = useState<readonly Word[]>(() => structuredClone(wordsOf(kept)))
  const [version, setVersion] = useState(draft?.version ?? 0)
  const [note, setNote] = useState('')
  const [failure, setFailure] = useState<Failure | null>(null)
  const [runSave, saving] = useChange<ForbiddenWordsEditorSaveMutation>(save)
  const [runPublish, publishing] = useChange<ForbiddenWordsEditorMutation>(publish)
  const content = { words }
  const put = (n: number, change: Partial<Word>) =>
    setWords(words.map((each, at) => (at === n ? { ...each, ...change } : each)))
  const changes = contentDifferences(newest.content, content)
  const keep = async () => {
    const outcome = await runSave({ input: { content, base: newest.number, version } })
    if (!outcome.ok) return setFailure(outcome.failure)
    setFailure(null)
    setVersion(outcome.data.saveForbiddenWordsDraft?.version ?? version)
    toast(t`The draft is kept.`)
  }
  const go = async () => {
    const outcome = await runPublish({ input: { content, base: newest.number, note: note.trim() || null } })
    if (!outcome.ok) return setFailure(outcome.failure)
    toast(t`The list is in force.`)
    onPublished()
  }
  return (
    <div className={css.view}>
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
      <Section title={t`What changes`}>
        {changes.length === 0 ? (
          <p>{t`Nothing yet.`}</p>
        ) : (
          <DiffList rows={changes.map(({ at, from: before, to: after }) => ({ label: at, before, after }))} />
        )}
        <TextField label={t`Note`} value={note} onChange={(event) => setNote(event.currentTarget.value)} />
        <FailureLine failure={failure} />
        <div className={css.acts}>
          <Button onClick={onClose}>{t`Close`}</Button>
          <Button busy={saving} onClick={() => void keep()}>{t`Keep the draft`}</Button>
          <Button look="primary" busy={publishing} disabled={changes.length === 0} onClick={() => void go()}>
            {t`Publish`}
          </Button>
        </div>
      </Section>
    </div>
  )
}
