import { useLingui } from '@lingui/react/macro'
import { useEffect } from 'react'
import { graphql } from 'react-relay'
import type { ForbiddenMarksQuery } from '../__generated__/ForbiddenMarksQuery.graphql'
import { useAnswer } from '../relay/useAnswer'
import { FailureLine } from '../ui/ErrorState'
import css from './Outreach.module.css'
import { marked } from './outreachContent'

const query = graphql`
  query ForbiddenMarksQuery($text: String!) {
    wordsFound(text: $text) {
      word
      severity
      at
      reason
    }
  }
`

/** A text with its forbidden words marked, asked while it is written; nothing where there are none. */
export function ForbiddenMarks({ text, onFound }: { text: string; onFound: (refused: boolean) => void }) {
  const { t } = useLingui()
  const answer = useAnswer<ForbiddenMarksQuery>(query, { text })
  const found = answer && 'data' in answer ? answer.data.wordsFound : []
  const refused = found.some((each) => each.severity === 'refuse')
  useEffect(() => onFound(refused), [refused, onFound])
  return (
    <div role="status">
      {answer && 'failure' in answer && <FailureLine failure={answer.failure} />}
      {found.length > 0 && (
        <div className={css.marks}>
          <strong>
            {refused ? t`It cannot be handed in: forbidden words stand in it.` : t`Some words should be looked at.`}
          </strong>
          <p className={css.marked}>
            {marked(text, found).map((piece) =>
              piece.severity ? (
                <mark key={piece.at} className={piece.severity === 'refuse' ? css.refused : css.warned}>
                  {piece.text}
                </mark>
              ) : (
                <span key={piece.at}>{piece.text}</span>
              ),
            )}
          </p>
          <ul>
            {found.map((each) => (
              <li key={each.at}>
                <strong>{each.word}</strong> · {each.reason}
              </li>
            ))}
          </ul>
        </div>
      )}
    </div>
  )
}
