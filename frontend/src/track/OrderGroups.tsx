import { useLingui } from '@lingui/react/macro'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { FundOrderFilter, OrderGroupsQuery } from '../__generated__/OrderGroupsQuery.graphql'
import css from '../book/Orders.module.css'
import { useOrderWords } from '../book/orderWords'
import { count } from '../format/money'
import { Money } from '../ui/Money'

const query = graphql`
  query OrderGroupsQuery($filter: FundOrderFilter) {
    orderGroups(by: STATE, filter: $filter) {
      value
      count
      overdue
      amount
    }
  }
`
type Props = { filter: FundOrderFilter; picked: string; onPick: (state: string) => void }

/** How many orders stand in each state, and how much money; one of them narrows the list. */
export function OrderGroups({ filter, picked, onPick }: Props) {
  const { t, i18n } = useLingui()
  const words = useOrderWords()
  const { orderGroups } = useLazyLoadQuery<OrderGroupsQuery>(query, { filter }, { fetchPolicy: 'store-and-network' })
  return (
    <ul className={css.strip} aria-label={t`Orders by state`}>
      {orderGroups.map(({ value, count: many, overdue, amount }) => (
        <li key={value}>
          <button
            type="button"
            className={css.column}
            aria-pressed={picked === value}
            onClick={() => onPick(value ?? '')}
          >
            <span>{words.state(value)}</span>
            <strong>{count(many, i18n.locale)}</strong>
            <small>
              <Money cny={amount} />
            </small>
            {overdue > 0 && <small className={css.late}>{t`${overdue} past their open day`}</small>}
          </button>
        </li>
      ))}
    </ul>
  )
}
