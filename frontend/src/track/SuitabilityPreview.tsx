import { useLingui } from '@lingui/react/macro'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { SuitabilityPreviewQuery } from '../__generated__/SuitabilityPreviewQuery.graphql'
import css from '../book/Suitability.module.css'
import type { Content } from '../book/suitabilityContent'

const query = graphql`
  query SuitabilityPreviewQuery($content: JSON!) {
    previewSuitabilityRules(content: $content) {
      judged
      unjudged
      moves {
        fromLevel
        toLevel
        count
      }
    }
  }
`

/** Whose level would be another, were his present answers judged by these rules. */
export function SuitabilityPreview({ content }: { content: Content }) {
  const { t } = useLingui()
  const data = useLazyLoadQuery<SuitabilityPreviewQuery>(query, { content }, { fetchPolicy: 'network-only' })
  const { moves, judged, unjudged } = data.previewSuitabilityRules
  const sum = moves.reduce((all, move) => all + move.count, 0)
  return (
    <div className={css.note} role="status">
      <div>
        <strong>{t`${sum} of ${judged} clients would come to another level.`}</strong>{' '}
        {unjudged > 0 && t`${unjudged} have no answers that these questions fit.`}
        {moves.length > 0 && (
          <ul>
            {moves.map((move) => (
              <li key={`${move.fromLevel}${move.toLevel}`}>
                {move.fromLevel} → {move.toLevel}: {move.count}
              </li>
            ))}
          </ul>
        )}
      </div>
    </div>
  )
}
