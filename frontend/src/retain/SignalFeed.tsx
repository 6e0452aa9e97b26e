import { useLingui } from '@lingui/react/macro'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { SignalFeedQuery } from '../__generated__/SignalFeedQuery.graphql'
import { useBoth } from '../book/journeyWords'
import { date } from '../format/date'
import { count } from '../format/money'
import { paths } from '../paths'
import { Badge, type Hue, type Shape } from '../ui/Badge'
import { Choice } from '../ui/Choice'
import { DataTable, wideCell, wideEndCell } from '../ui/DataTable'
import { EmptyState } from '../ui/EmptyState'
import { FilterBar } from '../ui/FilterBar'
import { Link } from '../ui/Link'
import { Money } from '../ui/Money'
import { useSearchValues, useSetSearch } from '../viewer/url'
import { useViewer } from '../viewer/Viewer'

const query = graphql`
  query SignalFeedQuery($kind: String, $owner: ID, $team: Boolean!, $days: Int!) {
    signals(kind: $kind, owner: $owner, team: $team, days: $days) {
      kinds {
        key
        zh
        en
        severity
        count
      }
      signals {
        kind
        severity
        day
        level
        amount
        client {
          id
          name
          owner {
            name
          }
        }
        product {
          id
          name
        }
      }
    }
  }
`
const LOOKS: Record<number, [Hue, Shape]> = {
  1: ['red', 'bar'],
  2: ['amber', 'half'],
  3: ['blue', 'ring'],
}
const DAYS = ['7', '30', '90']

/** All kinds of signals in one list, the gravest first; what one sees is in the URL. */
export function SignalFeed() {
  const { t, i18n } = useLingui()
  const both = useBoth()
  const { user } = useViewer()
  const values = useSearchValues()
  const setSearch = useSetSearch()
  const days = DAYS.includes(values.days ?? '') ? (values.days ?? '30') : '30'
  const of = values.of === 'mine' || values.of === 'team' ? values.of : 'all'
  const { signals: feed } = useLazyLoadQuery<SignalFeedQuery>(
    query,
    {
      kind: values.kind ?? null,
      owner: of === 'mine' ? (user?.id ?? null) : null,
      team: of === 'team',
      days: Number(days),
    },
    { fetchPolicy: 'store-and-network' },
  )
  const kinds = new Map(feed.kinds.map((kind) => [kind.key, kind]))
  return (
    <>
      <FilterBar flush>
        <Choice
          label={t({ message: 'Kind', context: 'signals' })}
          clearable
          placeholder={t`All`}
          value={values.kind ?? null}
          onChange={(kind) => setSearch({ kind })}
          items={feed.kinds.map((kind) => ({
            value: kind.key,
            label: `${both(kind)} (${count(kind.count, i18n.locale)})`,
          }))}
        />
        <Choice
          label={t`Whose clients`}
          value={of}
          onChange={(next) => setSearch({ of: next === 'all' ? null : next })}
          items={[
            { value: 'all', label: t`All I see` },
            { value: 'mine', label: t`Mine` },
            { value: 'team', label: t`My team's` },
          ]}
        />
        <Choice
          label={t`Looking ahead`}
          value={days}
          onChange={(next) => setSearch({ days: next === '30' ? null : next })}
          items={DAYS.map((value) => ({ value, label: t`${value} days` }))}
        />
      </FilterBar>
      {feed.signals.length === 0 ? (
        <EmptyState scene="list" title={t`Nothing calls for attention.`} />
      ) : (
        <DataTable
          label={t`Signals`}
          heads={[
            { id: 'kind', title: t({ message: 'Kind', context: 'signals' }) },
            { id: 'client', title: t`Client` },
            { id: 'product', title: t`Fund` },
            { id: 'day', title: t`Day`, wide: true },
            { id: 'amount', title: t`Amount`, end: true, wide: true },
            { id: 'owner', title: t`Owner`, wide: true },
          ]}
        >
          {feed.signals.map((signal, n) => {
            const kind = kinds.get(signal.kind)
            const [hue, shape] = LOOKS[signal.severity] ?? ['neutral', 'dot']
            return (
              <tr key={`${signal.kind} ${signal.client?.id} ${signal.product?.id} ${n}`}>
                <td>
                  <Badge hue={hue} shape={shape}>
                    {kind ? both(kind) : signal.kind}
                  </Badge>
                </td>
                <td>
                  {signal.client ? (
                    <Link to={paths.client(signal.client.id, 'signals')}>{signal.client.name ?? '—'}</Link>
                  ) : (
                    '—'
                  )}
                </td>
                <td>
                  {signal.product ? <Link to={paths.product(signal.product.id)}>{signal.product.name}</Link> : '—'}
                </td>
                <td className={wideCell}>{date(signal.day)}</td>
                <td className={wideEndCell}>
                  <Money cny={signal.amount} />
                </td>
                <td className={wideCell}>{signal.client?.owner?.name ?? '—'}</td>
              </tr>
            )
          })}
        </DataTable>
      )}
    </>
  )
}
