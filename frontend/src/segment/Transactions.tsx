import { useLingui } from '@lingui/react/macro'
import { Wallet } from 'lucide-react'
import { graphql, usePaginationFragment } from 'react-relay'
import type { Transactions_client$key } from '../__generated__/Transactions_client.graphql'
import type { TransactionsPageQuery } from '../__generated__/TransactionsPageQuery.graphql'
import { useNameOfClass } from '../book/fundName'
import { useWords } from '../book/words'
import { decimal } from '../format/money'
import { Failure } from '../relay/failure'
import { Badge } from '../ui/Badge'
import { DataTable, endCell, LoadMore } from '../ui/DataTable'
import { EmptyState } from '../ui/EmptyState'
import { ErrorState } from '../ui/ErrorState'
import { Money } from '../ui/Money'
import { Section } from '../ui/Page'
import { useRight } from '../viewer/Viewer'
import css from './PerformancePanel.module.css'
import { ReverseTransaction } from './ReverseTransaction'

const fragment = graphql`
  fragment Transactions_client on Client
  @argumentDefinitions(first: { type: "Int", defaultValue: 20 }, after: { type: "String" })
  @refetchable(queryName: "TransactionsPageQuery") {
    transactions(first: $first, after: $after) @connection(key: "Transactions_transactions") {
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
          reversed
          reverses {
            id
            date
          }
          shareClass {
            name
          }
          product {
            code
            name
          }
        }
      }
    }
  }
`

/** Every confirmed transaction; reversals and what they took back say so. */
export function Transactions({ client, onChanged }: { client: Transactions_client$key; onChanged: () => void }) {
  const { t, i18n } = useLingui()
  const { word } = useWords()
  const nameOf = useNameOfClass()
  const mayReverse = useRight('Mutation.reverseTransaction')
  const { data, hasNext, isLoadingNext, loadNext } = usePaginationFragment<
    TransactionsPageQuery,
    Transactions_client$key
  >(fragment, client)
  const rows = data.transactions?.edges ?? []
  return (
    <Section title={t`Transactions`}>
      {data.transactions == null ? (
        <ErrorState failure={new Failure('FORBIDDEN', '')} />
      ) : rows.length === 0 ? (
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
            ...(mayReverse ? [{ id: 'act', title: t`Actions` }] : []),
          ]}
        >
          {rows.map(({ node }) => (
            <tr key={node.id}>
              <td>{node.date}</td>
              <td>
                {word('transactionKinds', node.kind)}{' '}
                {node.reverses && <Badge hue="amber">{t`Reverses ${node.reverses.date}`}</Badge>}
                {node.reversed && <Badge>{t`Reversed`}</Badge>}
              </td>
              <td className={css.name}>{node.product ? nameOf(node.product.name, node.shareClass?.name) : '—'}</td>
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
              {mayReverse && (
                <td>
                  {!node.reversed && !node.reverses && (
                    <ReverseTransaction
                      onDone={onChanged}
                      id={node.id}
                      what={`${node.date} ${word('transactionKinds', node.kind)} ${node.product?.name ?? ''}`}
                    />
                  )}
                </td>
              )}
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
