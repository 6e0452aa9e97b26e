import { useLingui } from '@lingui/react/macro'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { RequestsDueQuery } from '../__generated__/RequestsDueQuery.graphql'
import { useBoth } from '../book/journeyWords'
import { paths } from '../paths'
import { Link } from '../ui/Link'
import { Section } from '../ui/Page'
import { RequestClocks } from './RequestClocks'
import css from './Requests.module.css'
import { TypeMark } from './TypeMark'

const query = graphql`
  query RequestsDueQuery {
    requests(view: MINE, first: 6) {
      nodes {
        id
        title
        zh
        en
        icon
        hue
        client {
          name
        }
        ...RequestClocks_request
      }
    }
  }
`

/** One's own requests, what is due next first. */
export function RequestsDue() {
  const { t } = useLingui()
  const both = useBoth()
  const { requests } = useLazyLoadQuery<RequestsDueQuery>(query, {}, { fetchPolicy: 'store-and-network' })
  if (requests.nodes.length === 0) return null
  return (
    <Section title={t`Service requests`}>
      <ul className={css.list}>
        {requests.nodes.map((row) => (
          <li key={row.id} className={css.card}>
            <Link to={paths.requests({ view: 'mine', request: row.id })}>
              {[row.client?.name, row.title].filter(Boolean).join(' · ')}
            </Link>
            <TypeMark icon={row.icon} hue={row.hue} name={both(row)} />
            <RequestClocks request={row} brief />
          </li>
        ))}
      </ul>
    </Section>
  )
}
