import { useLingui } from '@lingui/react/macro'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { AssessmentAnswersQuery } from '../__generated__/AssessmentAnswersQuery.graphql'
import css from '../book/Suitability.module.css'
import { EmptyState } from '../ui/EmptyState'

const query = graphql`
  query AssessmentAnswersQuery($client: ID!, $assessment: ID!) {
    client(id: $client) {
      riskAnswers(assessment: $assessment) {
        zh
        en
        answersZh
        answersEn
        points
      }
    }
  }
`

/** What a client answered, question by question, with the points each counts. */
export function AssessmentAnswers({ client, assessment }: { client: string; assessment: string }) {
  const { t, i18n } = useLingui()
  const data = useLazyLoadQuery<AssessmentAnswersQuery>(query, { client, assessment })
  const zh = i18n.locale === 'zh-CN'
  const rows = data.client?.riskAnswers
  if (!rows) return <EmptyState small title={t`You may not read what the client answered.`} />
  return (
    <ol className={css.answers}>
      {rows.map((row) => (
        <li key={row.en}>
          <div>{zh ? row.zh : row.en}</div>
          <div className={css.reason}>
            {(zh ? row.answersZh : row.answersEn).join(t`, `) || '—'}{' '}
            <span className={css.meta}>{t`${row.points} points`}</span>
          </div>
        </li>
      ))}
    </ol>
  )
}
