import { useLingui } from '@lingui/react/macro'
import { graphql, useLazyLoadQuery, usePaginationFragment } from 'react-relay'
import type { NeedsList_query$data, NeedsList_query$key } from '../__generated__/NeedsList_query.graphql'
import type { NeedsListPageQuery } from '../__generated__/NeedsListPageQuery.graphql'
import type { NeedFilter, NeedOrder, NeedsListQuery } from '../__generated__/NeedsListQuery.graphql'
import { useNeedAmount, useNeedWords, useReopenNeed } from '../book/needWords'
import { dayOf } from '../format/date'
import { count } from '../format/money'
import { paths } from '../paths'
import { Badge } from '../ui/Badge'
import { TextButton } from '../ui/Button'
import { LoadMore } from '../ui/DataTable'
import { EmptyState } from '../ui/EmptyState'
import { Link } from '../ui/Link'
import { useRight } from '../viewer/Viewer'
import css from './NeedsPage.module.css'

const query = graphql`
  query NeedsListQuery($filter: NeedFilter, $orderBy: [NeedOrder!]) {
    ...NeedsList_query @arguments(filter: $filter, orderBy: $orderBy)
  }
`
const fragment = graphql`
  fragment NeedsList_query on Query
  @argumentDefinitions(
    filter: { type: "NeedFilter" }
    orderBy: { type: "[NeedOrder!]" }
    first: { type: "Int", defaultValue: 40 }
    after: { type: "String" }
  )
  @refetchable(queryName: "NeedsListPageQuery") {
    needs(filter: $filter, orderBy: $orderBy, first: $first, after: $after)
      @connection(key: "NeedsList_needs", filters: ["filter", "orderBy"]) {
      totalCount
      edges {
        node {
          id
          version
          purpose
          amount
          currency
          horizon
          note
          followUpOn
          state
          reason
          client {
            id
            name
            owner {
              name
            }
          }
        }
      }
    }
  }
`
export type ListedNeed = NeedsList_query$data['needs']['edges'][number]['node']
export type Doing = { what: 'edit' | 'met' | 'dropped'; need: ListedNeed }
type Does = { onDo: (doing: Doing) => void; onChanged: () => void }
type Props = Does & { filter: NeedFilter; orderBy: NeedOrder[] | null; turn: number }

/** The needs that a filter names, as lines that become cards on a phone; each leads to its client. */
export function NeedsList({ filter, orderBy, turn, ...does }: Props) {
  const { t, i18n } = useLingui()
  const whole = useLazyLoadQuery<NeedsListQuery>(
    query,
    { filter, orderBy },
    { fetchPolicy: 'store-and-network', fetchKey: turn },
  )
  const page = usePaginationFragment<NeedsListPageQuery, NeedsList_query$key>(fragment, whole)
  const { edges, totalCount } = page.data.needs
  if (edges.length === 0)
    return (
      <EmptyState scene="filter" title={t`No needs to show.`}>
        {t`Needs are written down on a client's page; others may be hidden by the filter.`}
      </EmptyState>
    )
  return (
    <>
      <p className={css.count}>{t`${count(totalCount ?? edges.length, i18n.locale)} needs`}</p>
      <ul className={css.list} aria-label={t`Needs`}>
        {edges.map(({ node }) => (
          <Line key={node.id} need={node} {...does} />
        ))}
      </ul>
      <LoadMore
        hasNext={page.hasNext}
        loading={page.isLoadingNext}
        onMore={() => page.loadNext(40)}
        shown={edges.length}
        total={totalCount ?? undefined}
      />
    </>
  )
}

function Line({ need, onDo, onChanged }: Does & { need: ListedNeed }) {
  const { t } = useLingui()
  const { state, horizon } = useNeedWords()
  const amountOf = useNeedAmount()
  const mayEdit = useRight('Mutation.updateNeed')
  const mayClose = useRight('Mutation.closeNeed')
  const mayReopen = useRight('Mutation.reopenNeed')
  const reopen = useReopenNeed()
  const open = need.state === 'open'
  const late = open && need.followUpOn != null && need.followUpOn < dayOf(new Date())
  const facts = [amountOf(need), need.horizon && horizon(need.horizon), need.client?.owner?.name]
  return (
    <li className={css.need}>
      <span className={css.who}>
        {need.client ? <Link to={paths.client(need.client.id, 'needs')}>{need.client.name}</Link> : '—'}
      </span>
      <span className={css.what}>
        <strong>{need.purpose}</strong>
        <small>{facts.filter(Boolean).join(' · ')}</small>
        {need.reason && <small>{t`Outcome: ${need.reason}`}</small>}
      </span>
      <span className={css.marks}>
        <Badge hue={open ? 'blue' : need.state === 'met' ? 'green' : 'neutral'} shape={open ? 'ring' : 'dot'}>
          {state(need.state)}
        </Badge>
        {open && need.followUpOn && <Badge hue={late ? 'red' : 'amber'}>{t`Follow up ${need.followUpOn}`}</Badge>}
      </span>
      <span className={css.acts}>
        {open && mayEdit && <TextButton onClick={() => onDo({ what: 'edit', need })}>{t`Edit`}</TextButton>}
        {open && mayClose && <TextButton onClick={() => onDo({ what: 'met', need })}>{t`Met…`}</TextButton>}
        {open && mayClose && <TextButton onClick={() => onDo({ what: 'dropped', need })}>{t`Dropped…`}</TextButton>}
        {!open && mayReopen && (
          <TextButton onClick={() => void reopen(need).then((done) => done && onChanged())}>{t`Open again`}</TextButton>
        )}
      </span>
    </li>
  )
}
