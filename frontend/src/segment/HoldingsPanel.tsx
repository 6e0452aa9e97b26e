import { useLingui } from '@lingui/react/macro'
import { Wallet } from 'lucide-react'
import { graphql, useLazyLoadQuery, usePaginationFragment } from 'react-relay'
import type { HoldingsPanel_client$key } from '../__generated__/HoldingsPanel_client.graphql'
import type { HoldingsPanelPageQuery } from '../__generated__/HoldingsPanelPageQuery.graphql'
import type { HoldingsPanelQuery } from '../__generated__/HoldingsPanelQuery.graphql'
import { useWords } from '../book/words'
import { decimal } from '../format/money'
import { Failure } from '../relay/failure'
import { DataTable, endCell, LoadMore } from '../ui/DataTable'
import { EmptyState } from '../ui/EmptyState'
import { ErrorState } from '../ui/ErrorState'
import { Money } from '../ui/Money'
import { Section } from '../ui/Page'

const query = graphql`
  query HoldingsPanelQuery($id: ID!) {
    client(id: $id) {
      holdings {
        product {
          id
          code
          name
          riskLevel
          nav
        }
        units
        cost
        value
        since
        navDate
      }
      ...HoldingsPanel_client
    }
  }
`
const transactions = graphql`
  fragment HoldingsPanel_client on Client
  @argumentDefinitions(first: { type: "Int", defaultValue: 20 }, after: { type: "String" })
  @refetchable(queryName: "HoldingsPanelPageQuery") {
    transactions(first: $first, after: $after) @connection(key: "HoldingsPanel_transactions") {
      totalCount
      edges {
        node {
          id
          kind
          date
          units
          nav
          gross
          fee
          net
          product {
            code
            name
          }
        }
      }
    }
  }
`

/** What a client holds today, and every confirmed transaction. */
export function HoldingsPanel({ id }: { id: string }) {
  const { t, i18n } = useLingui()
  const { client } = useLazyLoadQuery<HoldingsPanelQuery>(query, { id }, { fetchPolicy: 'store-and-network' })
  if (!client) return <ErrorState failure={new Failure('NOT_FOUND', '')} />
  const holdings = client.holdings ?? []
  return (
    <>
      <Section title={t`Holdings`}>
        {client.holdings == null ? (
          <ErrorState failure={new Failure('FORBIDDEN', '')} />
        ) : holdings.length === 0 ? (
          <EmptyState small icon={<Wallet size={20} />} title={t`Holds nothing at present.`} />
        ) : (
          <DataTable
            label={t`Holdings`}
            heads={[
              { id: 'product', title: t`Product` },
              { id: 'risk', title: t`Risk` },
              { id: 'units', title: t`Units`, end: true },
              { id: 'nav', title: t`NAV`, end: true },
              { id: 'value', title: t`Value`, end: true },
              { id: 'cost', title: t`Cost`, end: true },
              { id: 'since', title: t`Held since` },
            ]}
          >
            {holdings.map(({ product, units, value, cost, since, navDate }) => (
              <tr key={product.id}>
                <td>
                  {product.name} <small>{product.code}</small>
                </td>
                <td>{product.riskLevel ?? '—'}</td>
                <td className={endCell}>{decimal(units, i18n.locale, 2)}</td>
                <td className={endCell} title={navDate ?? undefined}>
                  {decimal(product.nav, i18n.locale, 4)}
                </td>
                <td className={endCell}>
                  <Money cny={value} />
                </td>
                <td className={endCell}>
                  <Money cny={cost} />
                </td>
                <td>{since}</td>
              </tr>
            ))}
          </DataTable>
        )}
      </Section>
      <Transactions client={client} />
    </>
  )
}

function Transactions({ client }: { client: HoldingsPanel_client$key }) {
  const { t, i18n } = useLingui()
  const { word } = useWords()
  const { data, hasNext, isLoadingNext, loadNext } = usePaginationFragment<
    HoldingsPanelPageQuery,
    HoldingsPanel_client$key
  >(transactions, client)
  const rows = data.transactions?.edges ?? []
  return (
    <Section title={t`Transactions`}>
      {rows.length === 0 ? (
        <EmptyState small icon={<Wallet size={20} />} title={t`No confirmed transaction.`} />
      ) : (
        <DataTable
          label={t`Transactions`}
          heads={[
            { id: 'date', title: t`Confirmed` },
            { id: 'kind', title: t`Kind` },
            { id: 'product', title: t`Product` },
            { id: 'units', title: t`Units`, end: true },
            { id: 'nav', title: t`NAV`, end: true },
            { id: 'gross', title: t`Gross`, end: true },
            { id: 'fee', title: t`Fee`, end: true },
            { id: 'net', title: t`Net`, end: true },
          ]}
        >
          {rows.map(({ node }) => (
            <tr key={node.id}>
              <td>{node.date}</td>
              <td>{word('transactionKinds', node.kind)}</td>
              <td>{node.product?.name ?? '—'}</td>
              <td className={endCell}>{decimal(node.units, i18n.locale, 2)}</td>
              <td className={endCell}>{decimal(node.nav, i18n.locale, 4)}</td>
              <td className={endCell}>
                <Money cny={node.gross} />
              </td>
              <td className={endCell}>
                <Money cny={node.fee} />
              </td>
              <td className={endCell}>
                <Money cny={node.net} />
              </td>
            </tr>
          ))}
        </DataTable>
      )}
      <LoadMore
        hasNext={hasNext}
        loading={isLoadingNext}
        onMore={() => loadNext(20)}
        shown={rows.length}
        total={data.transactions?.totalCount}
      />
    </Section>
  )
}
