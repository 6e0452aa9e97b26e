import { useLingui } from '@lingui/react/macro'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { SignalsNowQuery } from '../__generated__/SignalsNowQuery.graphql'
import { useBoth } from '../book/journeyWords'
import { count } from '../format/money'
import { paths } from '../paths'
import { Link } from '../ui/Link'
import { Section } from '../ui/Page'
import css from './HomePage.module.css'

const query = graphql`
  query SignalsNowQuery($me: ID!) {
    signals(owner: $me, days: 30) {
      kinds {
        key
        zh
        en
        severity
        count
      }
    }
  }
`

/** How many signals of each kind one's own clients have; each leads to its list. */
export function SignalsNow({ me }: { me: string }) {
  const { t, i18n } = useLingui()
  const both = useBoth()
  const { signals } = useLazyLoadQuery<SignalsNowQuery>(query, { me }, { fetchPolicy: 'store-and-network' })
  const kinds = signals.kinds.filter((kind) => kind.count > 0)
  if (kinds.length === 0) return null
  return (
    <Section title={t`Signals`}>
      <ul>
        {kinds.map((kind) => (
          <li key={kind.key} className={css.line}>
            <Link to={paths.signals({ kind: kind.key, of: 'mine' })} className={css.name}>
              {both(kind)}
            </Link>
            <span className={css.when}>{count(kind.count, i18n.locale)}</span>
          </li>
        ))}
      </ul>
    </Section>
  )
}
