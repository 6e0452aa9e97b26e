import { useLingui } from '@lingui/react/macro'
import { Scale } from 'lucide-react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { DifferencesPageFeesQuery } from '../__generated__/DifferencesPageFeesQuery.graphql'
import type { DifferencesPageQuery } from '../__generated__/DifferencesPageQuery.graphql'
import { dayOf } from '../format/date'
import { count, decimal } from '../format/money'
import { paths } from '../paths'
import { Badge } from '../ui/Badge'
import { Boundary } from '../ui/Boundary'
import { Choice } from '../ui/Choice'
import { DataTable, endCell } from '../ui/DataTable'
import { EmptyState } from '../ui/EmptyState'
import { Link } from '../ui/Link'
import { Section } from '../ui/Page'
import { SkeletonRows } from '../ui/Skeleton'
import { useSearchValues, useSetSearch } from '../viewer/url'
import { useRight } from '../viewer/Viewer'
import { BooksPage } from './BooksPage'
import css from './BooksPage.module.css'
import { ExportButton } from './ExportButton'
import { useFundWords } from './fundWords'
import { lastDayOf, monthBefore, monthOf, recentMonths } from './monthly'

const payments = graphql`
  query DifferencesPageQuery($from: Date!, $to: Date!) {
    paymentDifferences(from: $from, to: $to) {
      date
      reason
      payer
      expected
      paid
      difference
      currency
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
`
const fees = graphql`
  query DifferencesPageFeesQuery($from: Date!, $to: Date!) {
    feeDifferences(from: $from, to: $to) {
      month
      reason
      kind
      accrued
      received
      difference
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
`
const MOST = 200

/** What was paid against what was expected, and fees received against fees accrued, month by month. */
export function DifferencesPage() {
  const { t } = useLingui()
  const values = useSearchValues()
  const setSearch = useSetSearch()
  const mayFees = useRight('Query.feeDifferences')
  const months = recentMonths(dayOf(new Date()), 24)
  const usual = monthBefore(monthOf(dayOf(new Date())))
  const month = months.find((each) => each === values.month) ?? usual
  return (
    <BooksPage title={t`Reconciliation`}>
      <div className={css.tools}>
        <Choice
          label={t`Month`}
          value={month}
          onChange={(next) => setSearch({ month: next === usual ? null : next })}
          items={months.map((value) => ({ value, label: value }))}
        />
      </div>
      <div className={css.two}>
        <Boundary fallback={<SkeletonRows rows={6} />}>
          <Payments month={month} />
        </Boundary>
        {mayFees && (
          <Boundary fallback={<SkeletonRows rows={6} />}>
            <Fees month={month} />
          </Boundary>
        )}
      </div>
    </BooksPage>
  )
}

type Named = { readonly id: string; readonly name: string | null | undefined } | null | undefined
const linked = (to: (id: string) => string, row: Named) => (row ? <Link to={to(row.id)}>{row.name}</Link> : '—')
const ofClient = (id: string) => paths.client(id, 'holdings')

function Payments({ month }: { month: string }) {
  const { t, i18n } = useLingui()
  const { word } = useFundWords()
  const days = { from: `${month}-01`, to: lastDayOf(month) }
  const { paymentDifferences: rows } = useLazyLoadQuery<DifferencesPageQuery>(payments, days, {
    fetchPolicy: 'store-and-network',
  })
  return (
    <Section title={t`Payments that differ`}>
      {rows.length === 0 ? (
        <EmptyState small icon={<Scale size={20} />} title={t`Payments, orders and purchases of ${month} agree.`} />
      ) : (
        <>
          <div className={css.counted}>
            <p className={css.count}>{t`${count(rows.length, i18n.locale)} differences`}</p>
            <ExportButton small list="paymentDifferences" question={days} rows={rows.length} />
          </div>
          <DataTable
            label={t`Payments that differ`}
            heads={[
              { id: 'day', title: t`Date` },
              { id: 'reason', title: t`Reason` },
              { id: 'client', title: t`Client` },
              { id: 'product', title: t`Fund` },
              { id: 'payer', title: t`Payer` },
              { id: 'expected', title: t`Expected`, end: true },
              { id: 'paid', title: t`Paid`, end: true },
              { id: 'difference', title: t`Difference`, end: true },
            ]}
          >
            {rows.slice(0, MOST).map((row, n) => (
              <tr key={`${row.date} ${n}`}>
                <td className={css.name}>{row.date}</td>
                <td>
                  <Badge hue={row.reason === 'name_differs' ? 'amber' : 'red'}>
                    {word('differenceReasons', row.reason ?? '')}
                  </Badge>
                </td>
                <td className={css.name}>{linked(ofClient, row.client)}</td>
                <td className={css.name}>{linked(paths.product, row.product)}</td>
                <td className={css.name}>{row.payer ?? '—'}</td>
                <td className={endCell}>{decimal(row.expected, i18n.locale, 2)}</td>
                <td className={endCell}>{decimal(row.paid, i18n.locale, 2)}</td>
                <td className={endCell}>
                  <strong>{decimal(row.difference, i18n.locale, 2)}</strong> {row.currency}
                </td>
              </tr>
            ))}
          </DataTable>
          {rows.length > MOST && <p className={css.count}>{t`The first ${MOST} are shown.`}</p>}
        </>
      )}
    </Section>
  )
}

function Fees({ month }: { month: string }) {
  const { t, i18n } = useLingui()
  const { word } = useFundWords()
  const days = { from: `${month}-01`, to: lastDayOf(month) }
  const { feeDifferences: rows } = useLazyLoadQuery<DifferencesPageFeesQuery>(fees, days, {
    fetchPolicy: 'store-and-network',
  })
  return (
    <Section title={t`Fees that differ`}>
      {rows.length === 0 ? (
        <EmptyState small icon={<Scale size={20} />} title={t`Fees of ${month} were received as accrued.`} />
      ) : (
        <>
          <div className={css.counted}>
            <p className={css.count}>{t`${count(rows.length, i18n.locale)} differences`}</p>
            <ExportButton small list="feeDifferences" question={days} rows={rows.length} />
          </div>
          <DataTable
            label={t`Fees that differ`}
            heads={[
              { id: 'reason', title: t`Reason` },
              { id: 'client', title: t`Client` },
              { id: 'product', title: t`Fund` },
              { id: 'kind', title: t`Kind` },
              { id: 'accrued', title: t`Accrued`, end: true },
              { id: 'received', title: t`Received`, end: true },
              { id: 'difference', title: t`Difference`, end: true },
            ]}
          >
            {rows.slice(0, MOST).map((row, n) => (
              <tr key={`${row.client?.id} ${row.kind} ${n}`}>
                <td>
                  <Badge hue={row.reason === 'amount_differs' ? 'amber' : 'red'}>
                    {word('differenceReasons', row.reason ?? '')}
                  </Badge>
                </td>
                <td className={css.name}>{linked(ofClient, row.client)}</td>
                <td className={css.name}>{linked(paths.product, row.product)}</td>
                <td className={css.name}>{word('revenueKinds', row.kind ?? '')}</td>
                <td className={endCell}>{decimal(row.accrued, i18n.locale, 2)}</td>
                <td className={endCell}>{decimal(row.received, i18n.locale, 2)}</td>
                <td className={endCell}>
                  <strong>{decimal(row.difference, i18n.locale, 2)}</strong>
                </td>
              </tr>
            ))}
          </DataTable>
          {rows.length > MOST && <p className={css.count}>{t`The first ${MOST} are shown.`}</p>}
        </>
      )}
    </Section>
  )
}
