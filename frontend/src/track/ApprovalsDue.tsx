import { useLingui } from '@lingui/react/macro'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { ApprovalsDueQuery } from '../__generated__/ApprovalsDueQuery.graphql'
import { paths } from '../paths'
import { Link } from '../ui/Link'
import { Moment } from '../ui/Moment'
import { Section } from '../ui/Page'
import css from './HomePage.module.css'

const query = graphql`
  query ApprovalsDueQuery {
    approvals(filter: { view: WAITING }, orderBy: [{ field: DUE_AT }], first: 6) {
      totalCount
      edges {
        node {
          id
          title
          dueAt
          requester {
            name
          }
        }
      }
    }
  }
`

/** What waits for the reader's approval, the soonest due first; nothing when nothing does. */
export function ApprovalsDue() {
  const { t } = useLingui()
  const { approvals } = useLazyLoadQuery<ApprovalsDueQuery>(query, {}, { fetchPolicy: 'store-and-network' })
  if (approvals.edges.length === 0) return null
  return (
    <Section
      title={t`To approve (${approvals.totalCount ?? 0})`}
      actions={<Link to={paths.approvals()}>{t`All that waits`}</Link>}
    >
      <ul>
        {approvals.edges.map(({ node }) => (
          <li key={node.id} className={css.line}>
            <Link to={paths.approvals({ open: node.id })} className={css.name}>
              {node.title}
            </Link>
            <span className={css.when}>
              {node.requester?.name ?? '—'} {node.dueAt && <Moment at={node.dueAt} />}
            </span>
          </li>
        ))}
      </ul>
    </Section>
  )
}
