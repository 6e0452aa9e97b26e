import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { graphql, useRelayEnvironment } from 'react-relay'
import { fetchQuery } from 'relay-runtime'
import type { WordsTrialQuery, WordsTrialQuery$data } from '../__generated__/WordsTrialQuery.graphql'
import css from '../book/Proposals.module.css'
import { asFailure, type Failure } from '../relay/failure'
import { Button } from '../ui/Button'
import { FailureLine } from '../ui/ErrorState'
import { Section } from '../ui/Page'
import { TextArea } from '../ui/TextField'

const query = graphql`
  query WordsTrialQuery($text: String!, $content: JSON) {
    wordsFound(text: $text, content: $content) {
      word
      severity
      at
      excerpt
      reason
    }
  }
`
type Found = WordsTrialQuery$data['wordsFound']

/** Tries a text: by the list in force, or by another one. */
export function WordsTrial({ content }: { content: unknown }) {
  const { t } = useLingui()
  const environment = useRelayEnvironment()
  const [text, setText] = useState('')
  const [found, setFound] = useState<Found | null>(null)
  const [failure, setFailure] = useState<Failure | null>(null)
  const look = async () => {
    try {
      const answer = await fetchQuery<WordsTrialQuery>(environment, query, { text, content }).toPromise()
      setFound(answer?.wordsFound ?? [])
      setFailure(null)
    } catch (error) {
      setFailure(asFailure(error))
    }
  }
  return (
    <Section title={t`Try a text`}>
      <div className={css.form}>
        <TextArea
          label={t`Text`}
          maxLength={4000}
          value={text}
          onChange={(event) => {
            setText(event.currentTarget.value)
            setFound(null)
          }}
        />
        <div className={css.acts}>
          <Button small disabled={text.trim() === ''} onClick={() => void look()}>{t`Check`}</Button>
        </div>
        <FailureLine failure={failure} />
        <div role="status">
          {found && found.length === 0 && t`No forbidden word is in it.`}
          {found && found.length > 0 && (
            <ul className={css.rows} aria-label={t`Words found`}>
              {found.map((each) => (
                <li key={each.at} className={css.row}>
                  <span className={css.grow}>
                    <strong>{each.word}</strong>{' '}
                    {each.severity === 'refuse' ? t`must not be used` : t`should be looked at`} · {each.reason}
                    <span className={css.meta}>{t` letter ${each.at}: …${each.excerpt}…`}</span>
                  </span>
                </li>
              ))}
            </ul>
          )}
        </div>
      </div>
    </Section>
  )
}
