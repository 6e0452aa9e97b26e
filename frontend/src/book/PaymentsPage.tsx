import { useLingui } from '@lingui/react/macro'
import { lazy, Suspense, useState } from 'react'
import { graphql, useLazyLoadQuery, usePaginationFragment } from 'react-relay'
import type { PaymentsPage_query$data, PaymentsPage_query$key } from '../__generated__/PaymentsPage_query.graphql'
import type { PaymentsPagePageQuery } from '../__generated__/PaymentsPagePageQuery.graphql'
import type { PaymentsPageQuery } from '../__generated__/PaymentsPageQuery.graphql'
import { count, decimal } from '../format/money'
import { paths } from '../paths'
import { Badge, type Hue, type Shape } from '../ui/Badge'
import { Boundary } from '../ui/Boundary'
import { Button } from '../ui/Button'
import { DataTable, endCell, LoadMore } from '../ui/DataTable'
import { EmptyState } from '../ui/EmptyState'
import { Link } from '../ui/Link'
import { SkeletonRows } from '../ui/Skeleton'
import { useSearchValues, useSetSearch } from '../viewer/url'
import { useRight } from '../viewer/Viewer'
import { BooksPage } from './BooksPage'
import css from './BooksPage.module.css'
import { useNameOfClass } from './fundName'
import { useFundWords } from './fundWords'
import { PickFilter } from './PickFilter'
import { useWords } from './words'

const query = graphql`
  query PaymentsPageQuery($filter: PaymentReceiptFilter) {
    ...PaymentsPage_query @arguments(filter: $filter)
  }
`
const fragment = graphql`
  fragment PaymentsPage_query on Query
  @argumentDefinitions(
    filter: { type: "PaymentReceiptFilter" }
    first: { type: "Int", defaultValue: 50 }
    after: { type: "String" }
  )
  @refetchable(queryName: "PaymentsPagePageQuery") {
    receipts(filter: $filter, first: $first, after: $after)
      @connection(key: "PaymentsPage_receipts", filters: ["filter"]) {
      totalCount
      edges {
        node {
          id
          version
          receivedOn
          amount
          currency
          payerName
          payerAccount
          bankRef
          remark
          state
          note
          client {
            id
            name
          }
          order {
            kind
            amount
            appliedOn
            product {
              name
            }
            shareClass {
              name
            }
          }
          transaction {
            kind
            date
            gross
            product {
              name
            }
            shareClass {
              name
            }
          }
        }
      }
    }
  }
`
const MatchReceiptDialog = lazy(() =>
  import('./MatchReceiptDialog').then((loaded) => ({ default: loaded.MatchReceiptDialog })),
)
const SetAsideDialog = lazy(() => import('./SetAsideDialog').then((loaded) => ({ default: loaded.SetAsideDialog })))
/** What somebody still has to look at. */
const TO_DO = 'open,name_differs,amount_differs'
const looks: Record<string, [Hue, Shape]> = {
  open: ['red', 'ring'],
  matched: ['green', 'dot'],
  name_differs: ['amber', 'half'],
  amount_differs: ['amber', 'half'],
}

export type Receipt = PaymentsPage_query$data['receipts']['edges'][number]['node']

/** Payments into the raising account: whose they are, what they are for, and what still has to be found out. */
export function PaymentsPage() {
  const { t } = useLingui()
  const { items: moneyItems } = useFundWords()
  const values = useSearchValues()
  const setSearch = useSetSearch()
  const states = (values.state ?? TO_DO).split(',').filter((each) => each && each !== 'all')
  return (
    <BooksPage title={t`Payments`}>
      <div className={css.tools}>
        <PickFilter
          title={t`State`}
          items={moneyItems('receiptStates')}
          picked={states}
          onPicked={(next) => setSearch({ state: next.length ? next.join(',') : 'all' })}
        />
        {values.state ? (
          <Button small look="quiet" onClick={() => setSearch({ state: null })}>
            {t`Still to settle`}
          </Button>
        ) : (
          <Button small look="quiet" onClick={() => setSearch({ state: 'all' })}>
            {t`Show all`}
          </Button>
        )}
      </div>
      <Boundary fallback={<SkeletonRows rows={8} />}>
        <List states={states} />
      </Boundary>
    </BooksPage>
  )
}

function List({ states }: { states: readonly string[] }) {
  const { t, i18n } = useLingui()
  const { word } = useWords()
  const { word: moneyWord } = useFundWords()
  const nameOf = useNameOfClass()
  const mayMatch = useRight('Mutation.matchReceipt')
  const maySetAside = useRight('Mutation.setReceiptAside')
  const [turn, setTurn] = useState(0)
  const [acting, setActing] = useState<{ what: 'match' | 'aside' | 'open'; receipt: Receipt } | null>(null)
  const whole = useLazyLoadQuery<PaymentsPageQuery>(
    query,
    { filter: states.length ? { state: { in: [...states] } } : null },
    { fetchPolicy: 'store-and-network', fetchKey: turn },
  )
  const page = usePaginationFragment<PaymentsPagePageQuery, PaymentsPage_query$key>(fragment, whole)
  const { edges, totalCount } = page.data.receipts
  const dialog = { onDone: () => setTurn(turn + 1), onClose: () => setActing(null) }
  const open = (
    <Suspense fallback={null}>
      {acting?.what === 'match' && <MatchReceiptDialog receipt={acting.receipt} {...dialog} />}
      {acting && acting.what !== 'match' && (
        <SetAsideDialog receipt={acting.receipt} reopen={acting.what === 'open'} {...dialog} />
      )}
    </Suspense>
  )
  if (edges.length === 0)
    return (
      <EmptyState scene={states.length ? 'filter' : 'list'} title={t`No payment to show.`}>
        {t`Payments come with the bank's statement, which is imported.`}
        {open}
      </EmptyState>
    )
  const purpose = ({ order, transaction }: Receipt) => {
    const found = order ?? transaction
    if (!found) return null
    const fund = nameOf(found.product?.name ?? '—', found.shareClass?.name)
    const day = order ? order.appliedOn : transaction?.date
    return `${word('transactionKinds', found.kind ?? '')} · ${fund} · ${day ?? ''}`
  }
  return (
    <>
      {open}
      <p className={css.count}>{t`${count(totalCount, i18n.locale)} payments`}</p>
      <DataTable
        label={t`Payments`}
        heads={[
          { id: 'day', title: t`Received on` },
          { id: 'payer', title: t`Payer` },
          { id: 'amount', title: t`Amount`, end: true },
          { id: 'state', title: t`State` },
          { id: 'for', title: t`Client and purpose` },
          { id: 'note', title: t`Note` },
          ...(mayMatch || maySetAside ? [{ id: 'act', title: t`Actions` }] : []),
        ]}
      >
        {edges.map(({ node }) => {
          const [hue, shape] = looks[node.state ?? ''] ?? ['neutral', 'dot']
          const what = `${node.receivedOn ?? ''} ${node.payerName ?? ''}`
          const isOpen = node.state === 'open'
          const isClosed = node.state === 'returned' || node.state === 'ignored'
          const aside = isOpen ? t`Set aside` : isClosed ? t`Open again` : t`Unmatch`
          return (
            <tr key={node.id}>
              <td className={css.name}>{node.receivedOn}</td>
              <td className={css.name}>
                {node.payerName}
                <span className={css.meta}>{node.payerAccount ?? node.bankRef}</span>
              </td>
              <td className={endCell}>
                {decimal(node.amount, i18n.locale, 2)} {node.currency}
              </td>
              <td>
                <Badge hue={hue} shape={shape}>
                  {moneyWord('receiptStates', node.state ?? '')}
                </Badge>
              </td>
              <td className={css.name}>
                {node.client ? <Link to={paths.client(node.client.id, 'holdings')}>{node.client.name}</Link> : '—'}
                <span className={css.meta}>{purpose(node)}</span>
              </td>
              <td className={css.note}>{node.note ?? node.remark ?? '—'}</td>
              {(mayMatch || maySetAside) && (
                <td className={css.name}>
                  {mayMatch && !isClosed && (
                    <Button
                      small
                      look={isOpen ? 'plain' : 'quiet'}
                      aria-label={`${isOpen ? t`Match` : t`Match anew`} ${what}`}
                      onClick={() => setActing({ what: 'match', receipt: node })}
                    >
                      {isOpen ? t`Match` : t`Match anew`}
                    </Button>
                  )}{' '}
                  {maySetAside && (
                    <Button
                      small
                      look="quiet"
                      aria-label={`${aside} ${what}`}
                      onClick={() => setActing({ what: isOpen ? 'aside' : 'open', receipt: node })}
                    >
                      {aside}
                    </Button>
                  )}
                </td>
              )}
            </tr>
          )
        })}
      </DataTable>
      <LoadMore
        hasNext={page.hasNext}
        loading={page.isLoadingNext}
        onMore={() => page.loadNext(50)}
        shown={edges.length}
        total={totalCount}
      />
    </>
  )
}
