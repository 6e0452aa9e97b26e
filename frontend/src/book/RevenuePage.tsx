import { useLingui } from '@lingui/react/macro'
import { graphql, useLazyLoadQuery, usePaginationFragment } from 'react-relay'
import type { RevenuePage_query$key } from '../__generated__/RevenuePage_query.graphql'
import type { RevenuePageClientsQuery } from '../__generated__/RevenuePageClientsQuery.graphql'
import type { RevenuePagePageQuery } from '../__generated__/RevenuePagePageQuery.graphql'
import type { RevenuePageQuery } from '../__generated__/RevenuePageQuery.graphql'
import { dayOf } from '../format/date'
import { moneyShort, percent } from '../format/money'
import { paths } from '../paths'
import { Boundary } from '../ui/Boundary'
import { Button } from '../ui/Button'
import { Choice } from '../ui/Choice'
import { Chart } from '../ui/chart/Chart'
import { DataTable, endCell, LoadMore } from '../ui/DataTable'
import { EmptyState } from '../ui/EmptyState'
import { Link } from '../ui/Link'
import { Money } from '../ui/Money'
import { Section } from '../ui/Page'
import { SkeletonRows } from '../ui/Skeleton'
import { useSearchValues, useSetSearch } from '../viewer/url'
import { useRight } from '../viewer/Viewer'
import { BooksPage } from './BooksPage'
import css from './BooksPage.module.css'
import { useFundWords } from './fundWords'
import { monthly, sumOf } from './monthly'
import { ratioOf } from './ratio'

const query = graphql`
  query RevenuePageQuery($from: Date!, $to: Date!, $client: ID) {
    revenueByMonth(from: $from, to: $to, client: $client) {
      month
      kind
      amount
    }
    ...RevenuePage_query @arguments(from: $from, to: $to, client: $client)
  }
`
const clients = graphql`
  query RevenuePageClientsQuery($from: Date!, $to: Date!, $first: Int!) {
    revenueByClient(from: $from, to: $to, first: $first) {
      client {
        id
        name
      }
      amount
    }
  }
`
const fragment = graphql`
  fragment RevenuePage_query on Query
  @argumentDefinitions(
    from: { type: "Date!" }
    to: { type: "Date!" }
    client: { type: "ID" }
    first: { type: "Int", defaultValue: 20 }
    after: { type: "String" }
  )
  @refetchable(queryName: "RevenuePagePageQuery") {
    revenues(from: $from, to: $to, client: $client, first: $first, after: $after)
      @connection(key: "RevenuePage_revenues", filters: ["from", "to", "client"]) {
      totalCount
      edges {
        node {
          id
          kind
          periodFrom
          periodTo
          amount
          source
          client {
            id
            name
          }
          product {
            id
            name
          }
        }
      }
    }
  }
`
const MOST = 50

/** What the firm earned from its clients: by month, by client, and the rows behind both. */
export function RevenuePage() {
  const { t } = useLingui()
  const values = useSearchValues()
  const setSearch = useSetSearch()
  const thisYear = Number(dayOf(new Date()).slice(0, 4))
  const year = /^\d{4}$/.test(values.year ?? '') ? Number(values.year) : thisYear
  const span = { from: `${year}-01-01`, to: `${year + 1}-01-01` }
  const client = values.client || null
  return (
    <BooksPage title={t`Revenue`}>
      <div className={css.tools}>
        <Choice
          label={t`Year`}
          value={String(year)}
          onChange={(next) => setSearch({ year: next === String(thisYear) ? null : next })}
          items={[...Array(5).keys()].map((n) => ({ value: String(thisYear - n), label: String(thisYear - n) }))}
        />
        {client && (
          <Button small onClick={() => setSearch({ client: null })}>
            {t`All clients`}
          </Button>
        )}
      </div>
      <Boundary fallback={<SkeletonRows rows={10} />}>
        <Earned {...span} client={client} />
      </Boundary>
    </BooksPage>
  )
}

type Span = { from: string; to: string; client: string | null }

function Earned(span: Span) {
  const { t, i18n } = useLingui()
  const { word } = useFundWords()
  const mayClients = useRight('Query.revenueByClient')
  const whole = useLazyLoadQuery<RevenuePageQuery>(query, span, { fetchPolicy: 'store-and-network' })
  const { months, kinds, values } = monthly(whole.revenueByMonth)
  const total = sumOf(whole.revenueByMonth.map((each) => each.amount))
  if (months.length === 0)
    return (
      <EmptyState title={t`No revenue of that time.`}>
        {t`Revenue comes with the finance system's file, or is posted from the accrued fees.`}
      </EmptyState>
    )
  return (
    <div className={css.two}>
      <Chart
        title={t`Revenue by month`}
        summary={t`${moneyShort(total, i18n.locale)} from ${months[0] ?? ''} to ${months.at(-1) ?? ''}, trails paid on taken off.`}
        spec={{
          kind: 'stacked',
          unit: 'money',
          categories: months,
          series: kinds.map((kind) => ({ name: word('revenueKinds', kind), values: values(kind) })),
        }}
      />
      {span.client === null && mayClients && (
        <Boundary fallback={<SkeletonRows rows={6} />}>
          <ByClient from={span.from} to={span.to} total={total} />
        </Boundary>
      )}
      <Rows rows={whole} />
    </div>
  )
}

function ByClient({ from, to, total }: { from: string; to: string; total: string }) {
  const { t, i18n } = useLingui()
  const setSearch = useSetSearch()
  const { revenueByClient } = useLazyLoadQuery<RevenuePageClientsQuery>(
    clients,
    { from, to, first: MOST },
    { fetchPolicy: 'store-and-network' },
  )
  return (
    <Section title={t`Revenue by client`}>
      <DataTable
        label={t`Revenue by client`}
        heads={[
          { id: 'client', title: t`Client` },
          { id: 'amount', title: t`Revenue`, end: true },
          { id: 'share', title: t`Share`, end: true },
          { id: 'act', title: t`Actions` },
        ]}
      >
        {revenueByClient.map(({ client, amount }, n) => (
          <tr key={client?.id ?? n}>
            <td className={css.name}>
              {client ? <Link to={paths.client(client.id)}>{client.name}</Link> : t`Not shown to you`}
            </td>
            <td className={endCell}>
              <Money cny={amount} />
            </td>
            <td className={endCell}>{percent(ratioOf(amount, total), i18n.locale)}</td>
            <td>
              {client && (
                <Button
                  small
                  look="quiet"
                  aria-label={`${t`Details`} ${client.name ?? ''}`}
                  onClick={() => setSearch({ client: client.id }, { push: true })}
                >
                  {t`Details`}
                </Button>
              )}
            </td>
          </tr>
        ))}
      </DataTable>
      {revenueByClient.length === MOST && <p className={css.count}>{t`The ${MOST} clients with most revenue.`}</p>}
    </Section>
  )
}

function Rows({ rows }: { rows: RevenuePage_query$key }) {
  const { t } = useLingui()
  const { word } = useFundWords()
  const page = usePaginationFragment<RevenuePagePageQuery, RevenuePage_query$key>(fragment, rows)
  const { edges, totalCount } = page.data.revenues
  return (
    <Section title={t`Entries`}>
      <DataTable
        label={t`Entries`}
        heads={[
          { id: 'from', title: t`Period` },
          { id: 'client', title: t`Client` },
          { id: 'product', title: t`Fund` },
          { id: 'kind', title: t`Kind` },
          { id: 'amount', title: t`Revenue`, end: true },
          { id: 'source', title: t`Source` },
        ]}
      >
        {edges.map(({ node }) => (
          <tr key={node.id}>
            <td className={css.name}>
              {node.periodFrom} – {node.periodTo}
            </td>
            <td className={css.name}>
              {node.client ? <Link to={paths.client(node.client.id)}>{node.client.name}</Link> : '—'}
            </td>
            <td className={css.name}>
              {node.product ? <Link to={paths.product(node.product.id)}>{node.product.name}</Link> : '—'}
            </td>
            <td className={css.name}>{word('revenueKinds', node.kind ?? '')}</td>
            <td className={endCell}>
              <Money cny={node.amount} />
            </td>
            <td>{node.source === 'import' ? t`finance system` : t`worked out`}</td>
          </tr>
        ))}
      </DataTable>
      <LoadMore
        hasNext={page.hasNext}
        loading={page.isLoadingNext}
        onMore={() => page.loadNext(50)}
        shown={edges.length}
        total={totalCount}
      />
    </Section>
  )
}
