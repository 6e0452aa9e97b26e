import { useLingui } from '@lingui/react/macro'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { OpportunitiesNowQuery } from '../__generated__/OpportunitiesNowQuery.graphql'
import { useBoth } from '../book/journeyWords'
import { paths } from '../paths'
import { Link } from '../ui/Link'
import { Money } from '../ui/Money'
import { Section } from '../ui/Page'
import css from './HomePage.module.css'

const query = graphql`
  query OpportunitiesNowQuery($me: ID!) {
    opportunities(owner: $me, most: 3) {
      opportunities {
        id
        amount
        kindName {
          zh
          en
        }
        client {
          id
          name
        }
      }
    }
  }
`

/** The largest chances with one's own clients. */
export function OpportunitiesNow({ me }: { me: string }) {
  const { t } = useLingui()
  const both = useBoth()
  const { opportunities: board } = useLazyLoadQuery<OpportunitiesNowQuery>(
    query,
    { me },
    { fetchPolicy: 'store-and-network' },
  )
  if (board.opportunities.length === 0) return null
  return (
    <Section title={t`Opportunities`} actions={<Link to={paths.opportunities({ of: 'mine' })}>{t`All of mine`}</Link>}>
      <ul>
        {board.opportunities.map((row) => (
          <li key={row.id} className={css.line}>
            {row.client ? (
              <Link to={paths.client(row.client.id, 'opportunities')} className={css.name}>
                {row.client.name ?? '—'}
              </Link>
            ) : (
              '—'
            )}
            <span className={css.when}>
              {both(row.kindName)} <Money cny={row.amount} />
            </span>
          </li>
        ))}
      </ul>
    </Section>
  )
}
