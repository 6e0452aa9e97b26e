import { useLingui } from '@lingui/react/macro'
import { Wallet } from 'lucide-react'
import { useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { HoldingsPanelQuery } from '../__generated__/HoldingsPanelQuery.graphql'
import { BookTransaction } from '../book/BookTransaction'
import { useNameOfClass } from '../book/fundName'
import { decimal } from '../format/money'
import { paths } from '../paths'
import { Failure } from '../relay/failure'
import { Boundary } from '../ui/Boundary'
import { DataTable, endCell } from '../ui/DataTable'
import { EmptyState } from '../ui/EmptyState'
import { ErrorState } from '../ui/ErrorState'
import { Link } from '../ui/Link'
import { Money } from '../ui/Money'
import { Section } from '../ui/Page'
import { SkeletonRows } from '../ui/Skeleton'
import { Lots } from './Lots'
import { PerformancePanel } from './PerformancePanel'
import css from './PerformancePanel.module.css'
import { Transactions } from './Transactions'

const query = graphql`
  query HoldingsPanelQuery($id: ID!) {
    client(id: $id) {
      name
      holdings {
        product {
          id
          code
          name
          riskLevel
          nav
        }
        shareClass {
          name
          nav
        }
        units
        cost
        value
        unrealised
        since
        navDate
      }
      ...Transactions_client
    }
  }
`

/** What a client holds today and gained by it, the lots it is made of, and every confirmed transaction. */
export function HoldingsPanel({ id }: { id: string }) {
  // A reversal changes everything here: the panel then reads anew.
  const [turn, setTurn] = useState(0)
  return <Whole id={id} turn={turn} onChanged={() => setTurn(turn + 1)} />
}

function Whole({ id, turn, onChanged }: { id: string; turn: number; onChanged: () => void }) {
  const { t, i18n } = useLingui()
  const nameOf = useNameOfClass()
  const { client } = useLazyLoadQuery<HoldingsPanelQuery>(
    query,
    { id },
    { fetchPolicy: 'store-and-network', fetchKey: turn },
  )
  if (!client) return <ErrorState failure={new Failure('NOT_FOUND', '')} />
  const holdings = client.holdings ?? []
  return (
    <>
      <Boundary fallback={<SkeletonRows rows={4} />}>
        <PerformancePanel id={id} turn={turn} />
      </Boundary>
      <Section
        title={t`Holdings`}
        actions={<BookTransaction client={{ value: id, label: client.name ?? '' }} onBooked={onChanged} />}
      >
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
              { id: 'gain', title: t`Unrealised gain`, end: true },
              { id: 'since', title: t`Held since` },
            ]}
          >
            {holdings.map(({ product, shareClass, ...holding }) => (
              <tr key={`${product.id} ${shareClass?.name ?? ''}`}>
                <td className={css.name}>
                  <Link to={paths.product(product.id)}>{nameOf(product.name, shareClass?.name)}</Link>
                </td>
                <td>{product.riskLevel ?? '—'}</td>
                <td className={endCell}>{decimal(holding.units, i18n.locale, 2)}</td>
                <td className={endCell}>
                  {decimal(shareClass ? shareClass.nav : product.nav, i18n.locale, 4)}
                  {holding.navDate && ` · ${holding.navDate}`}
                </td>
                <td className={endCell}>
                  <Money cny={holding.value} />
                </td>
                <td className={endCell}>
                  <Money cny={holding.cost} />
                </td>
                <td className={endCell}>
                  <Money cny={holding.unrealised} />
                </td>
                <td>{holding.since}</td>
              </tr>
            ))}
          </DataTable>
        )}
      </Section>
      {client.holdings != null && holdings.length > 0 && (
        <Boundary fallback={<SkeletonRows rows={3} />}>
          <Lots id={id} turn={turn} />
        </Boundary>
      )}
      <Transactions client={client} onChanged={onChanged} />
    </>
  )
}
