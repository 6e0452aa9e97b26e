import { graphql } from 'react-relay'
import type { ToldQuery } from '../../__generated__/ToldQuery.graphql'
import { useAnswer } from '../../relay/useAnswer'
import { useRight } from '../../viewer/Viewer'
import own from './Automations.module.css'

const query = graphql`
  query ToldQuery($content: JSON!) {
    previewAutomation(content: $content) {
      sentence
      problems {
        path
        message
      }
      rights
    }
  }
`

/** A version as a sentence, and what it has come to lack since it was published. */
export function Told({ content }: { content: unknown }) {
  const may = useRight('Query.previewAutomation')
  return may ? <Asked content={content} /> : null
}

function Asked({ content }: { content: unknown }) {
  const answer = useAnswer<ToldQuery>(query, { content: content as object })
  const told = answer && 'data' in answer ? answer.data.previewAutomation : null
  return (
    <>
      <p className={own.sentence} role="status">
        {told?.sentence ?? '…'}
      </p>
      {told && told.problems.length > 0 && (
        <ul className={own.problems}>
          {told.problems.map(({ path, message }) => (
            <li key={path}>{message}</li>
          ))}
        </ul>
      )}
    </>
  )
}
