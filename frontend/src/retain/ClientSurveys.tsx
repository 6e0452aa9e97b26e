import { useLingui } from '@lingui/react/macro'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { ClientSurveysQuery } from '../__generated__/ClientSurveysQuery.graphql'
import { EmptyState } from '../ui/EmptyState'
import { SurveyItem } from './SurveyItem'
import css from './Voice.module.css'

const query = graphql`
  query ClientSurveysQuery($id: ID!) {
    client(id: $id) {
      surveys(first: 50) {
        nodes {
          id
          ...SurveyItem_survey
        }
      }
    }
  }
`

/** What one client was asked and answered, the latest first. */
export function ClientSurveys({ id }: { id: string }) {
  const { t } = useLingui()
  const { client } = useLazyLoadQuery<ClientSurveysQuery>(query, { id }, { fetchPolicy: 'store-and-network' })
  const rows = client?.surveys?.nodes ?? []
  if (rows.length === 0) return <EmptyState scene="list" title={t`The client was not asked yet.`} />
  return (
    <ul className={css.list} aria-label={t`Surveys`}>
      {rows.map((row) => (
        <li key={row.id} className={css.item}>
          <SurveyItem survey={row} whose={false} />
        </li>
      ))}
    </ul>
  )
}
