import { useLingui } from '@lingui/react/macro'
import { type ReactNode, Suspense, useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { TierRevenuePanelClientsQuery } from '../__generated__/TierRevenuePanelClientsQuery.graphql'
import type { TierRevenuePanelQuery, TierRevenuePanelQuery$data } from '../__generated__/TierRevenuePanelQuery.graphql'
import { KpiMeaning } from '../book/KpiMeaning'
import { dayOf, isDay } from '../format/date'
import { exactFigure } from '../format/figure'
import { moneyShort } from '../format/money'
import { Button, TextButton } from '../ui/Button'
import { Chart } from '../ui/chart/Chart'
import { DataTable, endCell, wideCell } from '../ui/DataTable'
import { DateField } from '../ui/DateField'
import { EmptyState } from '../ui/EmptyState'
import { Money } from '../ui/Money'
import { Section } from '../ui/Page'
import { SkeletonRows } from '../ui/Skeleton'
import { useSearchValues, useSetSearch } from '../viewer/url'
import { STEP, TierClients } from './TierClients'
import css from './Tiers.module.css'
import { tierName } from './tierName'

const query = graphql`
  query TierRevenuePanelQuery($from: Date!, $to: Date!) {
    revenuePerTier(from: $from, to: $to) {
      definition {
        ...KpiMeaning_definition
      }
      days
      recordedUntil
      tiers {
        key
        zh
        en
      }
      byTier {
        key
        clients
        averageClients
        revenue
        arpu
      }
      total {
        averageClients
        revenue
        arpu
      }
    }
  }
`
const behind = graphql`
  query TierRevenuePanelClientsQuery($from: Date!, $to: Date!, $tier: String!, $first: Int!) {
    revenuePerTierClients(from: $from, to: $to, tier: $tier, first: $first) {
      ...TierClients_page
    }
  }
`
type Told = TierRevenuePanelQuery$data['revenuePerTier']
type Window = { from: string; to: string }

/** What a client of each tier brings in a year, by the revenue of a window (K-03). */
export function TierRevenuePanel() {
  const { t } = useLingui()
  const values = useSearchValues()
  const setSearch = useSetSearch()
  const today = dayOf(new Date())
  const given = (text: string | undefined, other: string) => (isDay(text) ? text : other)
  // The last twelve whole months: revenue is booked by months.
  const from = given(values.since, `${Number(today.slice(0, 4)) - 1}${today.slice(4, 8)}01`)
  const to = given(values.until, `${today.slice(0, 8)}01`)
  return (
    <Section title={t`Revenue per client and tier (ARPU)`}>
      <div className={css.window}>
        <DateField
          label={t({ message: 'From', context: 'first day' })}
          value={from}
          onChange={(day) => setSearch({ since: day, payers: null })}
        />
        <DateField
          label={t`Until, not included`}
          value={to}
          onChange={(day) => setSearch({ until: day, payers: null })}
        />
      </div>
      <Suspense fallback={<SkeletonRows rows={6} />}>
        <Within key={`${from}${to}`} from={from} to={to} />
      </Suspense>
    </Section>
  )
}

function Within({ from, to }: Window) {
  const { t, i18n } = useLingui()
  const { payers } = useSearchValues()
  const setSearch = useSetSearch()
  const { revenuePerTier: told } = useLazyLoadQuery<TierRevenuePanelQuery>(
    query,
    { from, to },
    { fetchPolicy: 'store-and-network' },
  )
  const name = (key: string) => (key === '-' ? t`No tier` : tierName(told.tiers, key, i18n.locale))
  const rows = told.byTier.filter((row) => row.clients !== 0 || Number(row.revenue ?? 0) !== 0)
  if (told.recordedUntil == null)
    return (
      <EmptyState title={t`No revenue is recorded in this window.`}>
        {t`Without it there is no ARPU; choose another window, or take in the revenue of it.`}
      </EmptyState>
    )
  const whole = moneyShort(told.total.arpu, i18n.locale)
  const pick = (key: string) => setSearch({ payers: key })
  return (
    <>
      <Chart
        title={t`Revenue of a client in a year, by tier`}
        summary={t`${whole} over all tiers; recorded until ${told.recordedUntil}.`}
        spec={{
          kind: 'bar',
          unit: 'money',
          categories: rows.map((row) => name(row.key)),
          series: [{ name: 'ARPU', values: rows.map((row) => row.arpu ?? null) }],
        }}
        height={220}
        onPick={(mark) => {
          const row = rows.find((each) => name(each.key) === mark.name)
          if (row) pick(row.key)
        }}
      />
      <ByTier rows={rows} total={told.total} name={name} pick={pick} />
      <KpiMeaning definition={told.definition} />
      {rows.some((row) => row.key === payers) && payers && (
        <Behind
          from={from}
          to={to}
          tier={payers}
          title={name(payers)}
          actions={<Button small onClick={() => setSearch({ payers: null })}>{t`Close`}</Button>}
        />
      )}
    </>
  )
}

type RowsProps = {
  rows: Told['byTier']
  total: Told['total']
  name: (key: string) => string
  pick: (key: string) => void
}

function ByTier({ rows, total, name, pick }: RowsProps) {
  const { t, i18n } = useLingui()
  const mean = (text: string | null | undefined) => (text == null ? t`few` : exactFigure(text, 'number', i18n.locale))
  return (
    <DataTable
      label={t`Revenue per client and tier (ARPU)`}
      heads={[
        { id: 'tier', title: t`Tier` },
        { id: 'mean', title: t`Clients on average`, end: true },
        { id: 'revenue', title: t`Revenue in the window`, wide: true },
        { id: 'arpu', title: t`A client in a year`, end: true },
      ]}
    >
      {rows.map((row) => (
        <tr key={row.key}>
          <th scope="row">{name(row.key)}</th>
          <td className={endCell}>
            {row.averageClients == null ? (
              t`few`
            ) : (
              <TextButton
                onClick={() => pick(row.key)}
                aria-label={t`Clients in ${name(row.key)}: ${mean(row.averageClients)}`}
              >
                {mean(row.averageClients)}
              </TextButton>
            )}
          </td>
          <td className={wideCell}>
            <Money cny={row.revenue} />
          </td>
          <td className={endCell}>
            <Money cny={row.arpu} />
          </td>
        </tr>
      ))}
      <tr>
        <th scope="row">{t`All tiers`}</th>
        <td className={endCell}>{mean(total.averageClients)}</td>
        <td className={wideCell}>
          <Money cny={total.revenue} />
        </td>
        <td className={endCell}>
          <Money cny={total.arpu} />
        </td>
      </tr>
    </DataTable>
  )
}

type BehindProps = Window & { tier: string; title: string; actions: ReactNode }

function Behind({ from, to, tier, title, actions }: BehindProps) {
  const [first, setFirst] = useState(STEP)
  const { revenuePerTierClients } = useLazyLoadQuery<TierRevenuePanelClientsQuery>(
    behind,
    { from, to, tier, first },
    { fetchPolicy: 'store-and-network' },
  )
  return <TierClients page={revenuePerTierClients} title={title} actions={actions} first={first} onFirst={setFirst} />
}
