import { useLingui } from '@lingui/react/macro'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { NeedFilter, NeedGroupField, NeedGroupsQuery } from '../__generated__/NeedGroupsQuery.graphql'
import { useNeedWords } from '../book/needWords'
import { count } from '../format/money'
import { TextButton } from '../ui/Button'
import { DataTable, endCell, wideCell } from '../ui/DataTable'
import { Money } from '../ui/Money'
import css from './NeedsPage.module.css'
import type { NeedGrouping } from './needsView'

const query = graphql`
  query NeedGroupsQuery($by: NeedGroupField!, $filter: NeedFilter) {
    needGroups(by: $by, filter: $filter) {
      value
      name
      count
      overdue
      amount
    }
  }
`
const FIELD: Readonly<Record<NeedGrouping, NeedGroupField>> = {
  state: 'STATE',
  horizon: 'HORIZON',
  client: 'CLIENT',
  owner: 'OWNER',
}
type Props = {
  by: NeedGrouping
  filter: NeedFilter
  turn: number
  /** The value that is looked into; `none` for those without one, "" for all. */
  picked: string
  onPick: (value: string | null) => void
}

/** The needs in groups, with what presses and what it comes to; one of them narrows the list. */
export function NeedGroups({ by, filter, turn, picked, onPick }: Props) {
  const { t, i18n } = useLingui()
  const { state, horizon } = useNeedWords()
  const { needGroups } = useLazyLoadQuery<NeedGroupsQuery>(
    query,
    { by: FIELD[by], filter },
    { fetchPolicy: 'store-and-network', fetchKey: turn },
  )
  const name = (group: (typeof needGroups)[number]) => {
    if (group.value == null) return t`None`
    return by === 'state' ? state(group.value) : by === 'horizon' ? horizon(group.value) : (group.name ?? '—')
  }
  if (needGroups.length === 0) return null
  return (
    <div className={css.groups}>
      <DataTable
        label={t`Groups`}
        heads={[
          { id: 'group', title: t`Group` },
          { id: 'count', title: t`Needs`, end: true },
          { id: 'late', title: t`Overdue`, end: true },
          { id: 'amount', title: t`Amount in CNY`, wide: true },
        ]}
      >
        {needGroups.map((group) => {
          const value = group.value ?? 'none'
          return (
            <tr key={value} aria-current={picked === value}>
              <td>
                <TextButton onClick={() => onPick(picked === value ? null : value)} aria-pressed={picked === value}>
                  {name(group)}
                </TextButton>
              </td>
              <td className={endCell}>{count(group.count, i18n.locale)}</td>
              <td className={endCell}>{group.overdue > 0 ? count(group.overdue, i18n.locale) : '—'}</td>
              <td className={wideCell}>
                <Money cny={group.amount} />
              </td>
            </tr>
          )
        })}
      </DataTable>
    </div>
  )
}
