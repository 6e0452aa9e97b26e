import { useLingui } from '@lingui/react/macro'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { OrderMissingQuery } from '../__generated__/OrderMissingQuery.graphql'
import { paths } from '../paths'
import { Link } from '../ui/Link'
import css from './Orders.module.css'
import { useOrderWords } from './orderWords'

const query = graphql`
  query OrderMissingQuery($id: ID!) {
    orderNext(order: $id) {
      to
      missing {
        key
        sentence
        category
      }
    }
  }
`

/** All that an order lacks for its next step, each with the way to mend it. */
export function OrderMissing({ id, client }: { id: string; client: string | null }) {
  const { t } = useLingui()
  const words = useOrderWords()
  const { orderNext } = useLazyLoadQuery<OrderMissingQuery>(query, { id }, { fetchPolicy: 'network-only' })
  if (!orderNext?.to) return <p>{t`The order has ended.`}</p>
  if (orderNext.missing.length === 0) return <p>{t`Nothing is missing for “${words.state(orderNext.to)}”.`}</p>
  const mend = (key: string) => {
    if (!client) return null
    if (key === 'suitability' || key === 'insist')
      return <Link to={paths.client(client, 'suitability')}>{t`Open suitability`}</Link>
    if (key === 'evidence') return <Link to={paths.client(client, 'documents')}>{t`Add the document`}</Link>
    if (key === 'unpaid' || key === 'amount_short' || key === 'payer')
      return <Link to={paths.payments()}>{t`Match payments`}</Link>
    return null
  }
  return (
    <ul className={css.missing}>
      {orderNext.missing.map(({ key, sentence, category }) => (
        <li key={`${key} ${category ?? sentence}`}>
          <span>{sentence}</span>
          {mend(key)}
        </li>
      ))}
    </ul>
  )
}
