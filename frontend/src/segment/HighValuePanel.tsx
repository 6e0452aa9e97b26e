import { useLingui } from '@lingui/react/macro'
import { type ReactNode, Suspense, useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { HighValuePanelClientsQuery } from '../__generated__/HighValuePanelClientsQuery.graphql'
import type { HighValuePanelQuery, HighValuePanelQuery$data } from '../__generated__/HighValuePanelQuery.graphql'
import { KpiMeaning } from '../book/KpiMeaning'
import { dayOf, isDay } from '../format/date'
import { count, percent } from '../format/money'
import { Button, TextButton } from '../ui/Button'
import { Chart } from '../ui/chart/Chart'
import { DataTable, endCell, wideCell } from '../ui/DataTable'
import { DateField } from '../ui/DateField'
import { EmptyState } from '../ui/EmptyState'
import { Figure, Figures } from '../ui/Figure'
import { Money } from '../ui/Money'
import { Section } from '../ui/Page'
import { SkeletonRows } from '../ui/Skeleton'
import { Toggle } from '../ui/Toggle'
import { useSearchValues, useSetSearch } from '../viewer/url'
import { STEP, TierClients } from './TierClients'
import css from './Tiers.module.css'
import { tierName } from './tierName'

const query = graphql`
  query HighValuePanelQuery($asOf: Date!, $restated: Boolean!, $institutions: Boolean!) {
    highValueShare(asOf: $asOf, restated: $restated, institutions: $institutions) {
      definition {
        ...KpiMeaning_definition
      }
      tiers {
        key
        zh
        en
      }
      byTier {
        key
        high
        clients
        aum
      }
      heads {
        numerator
        denominator
        ratio
        low
        high
      }
      aum {
        numerator
        denominator
        ratio
      }
      unpriced
    }
  }
`
const behind = graphql`
  query HighValuePanelClientsQuery($asOf: Date!, $tier: String!, $restated: Boolean!, $institutions: Boolean!, $first: Int!) {
    highValueClients(asOf: $asOf, tier: $tier, restated: $restated, institutions: $institutions, first: $first) {
      ...TierClients_page
    }
  }
`
type Share = HighValuePanelQuery$data['highValueShare']
type Asked = { asOf: string; restated: boolean; institutions: boolean }

/** How many of the clients, and how much of their AUM, are in the two highest tiers on a day (K-01). */
export function HighValuePanel() {
  const { t } = useLingui()
  const values = useSearchValues()
  const setSearch = useSetSearch()
  const asOf = isDay(values.on) ? values.on : dayOf(new Date())
  const restated = values.restated === 'yes'
  const institutions = values.persons !== 'yes'
  return (
    <Section title={t`High-value share`}>
      <div className={css.window}>
        <DateField
          label={t({ message: 'As of', context: 'figures' })}
          value={asOf}
          onChange={(day) => setSearch({ on: day, tier: null })}
        />
        <Toggle
          label={t`With institutions and funds`}
          checked={institutions}
          onChange={(on) => setSearch({ persons: on ? null : 'yes', tier: null })}
        />
        <Toggle
          label={t`With all that is known now (restated)`}
          checked={restated}
          onChange={(on) => setSearch({ restated: on ? 'yes' : null, tier: null })}
        />
      </div>
      <Suspense fallback={<SkeletonRows rows={6} />}>
        <OfDay key={`${asOf}${restated}${institutions}`} asOf={asOf} restated={restated} institutions={institutions} />
      </Suspense>
    </Section>
  )
}

function OfDay(asked: Asked) {
  const { t, i18n } = useLingui()
  const { tier } = useSearchValues()
  const setSearch = useSetSearch()
  const { highValueShare: share } = useLazyLoadQuery<HighValuePanelQuery>(query, asked, {
    fetchPolicy: 'store-and-network',
  })
  const name = (key: string) => (key === '-' ? t`No tier` : tierName(share.tiers, key, i18n.locale))
  const rows = share.byTier.filter((row) => row.clients !== 0)
  if (rows.length === 0)
    return <EmptyState title={t`No client held anything on that day.`}>{t`Choose a later day.`}</EmptyState>
  const heads = percent(share.heads.ratio, i18n.locale)
  const money = percent(share.aum.ratio, i18n.locale)
  const pick = (key: string) => setSearch({ tier: key })
  const picked = rows.some((row) => row.key === tier) ? tier : undefined
  return (
    <>
      <Shares share={share} />
      <Chart
        title={t`Clients by tier`}
        summary={t`${heads} of the clients have ${money} of the AUM.`}
        spec={{
          kind: 'bar',
          unit: 'count',
          categories: rows.map((row) => name(row.key)),
          series: [{ name: t`Clients`, values: rows.map((row) => (row.clients == null ? null : String(row.clients))) }],
        }}
        height={220}
        onPick={(mark: { name: string }) => {
          const row = rows.find((each) => name(each.key) === mark.name)
          if (row) pick(row.key)
        }}
      />
      <ByTier rows={rows} name={name} pick={pick} />
      {share.unpriced > 0 && (
        <p className={css.note}>{t`${count(share.unpriced, i18n.locale)} positions had no NAV yet and add nothing.`}</p>
      )}
      <KpiMeaning definition={share.definition} />
      {picked && (
        <Behind
          asked={asked}
          tier={picked}
          title={name(picked)}
          actions={<Button small onClick={() => setSearch({ tier: null })}>{t`Close`}</Button>}
        />
      )}
    </>
  )
}

function Shares({ share }: { share: Share }) {
  const { t, i18n } = useLingui()
  const { heads, aum } = share
  const number = (text: string | null | undefined) => (text == null ? t`few` : count(Number(text), i18n.locale))
  const low = percent(heads.low, i18n.locale)
  const high = percent(heads.high, i18n.locale)
  return (
    <Figures>
      <Figure title={t`Share of clients`} value={heads.ratio ?? null} unit="percent">
        <span>{t`${number(heads.numerator)} of ${number(heads.denominator)} clients`}</span>
        {heads.low != null && <span>{t`with so few, between ${low} and ${high}`}</span>}
      </Figure>
      <Figure title={t`Share of AUM`} value={aum.ratio ?? null} unit="percent">
        <span>
          <Money cny={aum.numerator} /> / <Money cny={aum.denominator} />
        </span>
      </Figure>
    </Figures>
  )
}

type RowsProps = {
  rows: Share['byTier']
  name: (key: string) => string
  pick: ((key: string) => void) | undefined
}

function ByTier({ rows, name, pick }: RowsProps) {
  const { t, i18n } = useLingui()
  return (
    <DataTable
      label={t`Clients by tier`}
      heads={[
        { id: 'tier', title: t`Tier` },
        { id: 'clients', title: t`Clients`, end: true },
        { id: 'aum', title: t`AUM`, end: true },
        { id: 'high', title: t`High value`, wide: true },
      ]}
    >
      {rows.map((row) => {
        const number = row.clients == null ? t`few` : count(row.clients, i18n.locale)
        return (
          <tr key={row.key}>
            <th scope="row">{name(row.key)}</th>
            <td className={endCell}>
              {pick && row.clients != null ? (
                <TextButton onClick={() => pick(row.key)} aria-label={t`Clients in ${name(row.key)}: ${number}`}>
                  {number}
                </TextButton>
              ) : (
                number
              )}
            </td>
            <td className={endCell}>{row.aum == null ? t`few` : <Money cny={row.aum} />}</td>
            <td className={wideCell}>{row.high ? t`Yes` : '—'}</td>
          </tr>
        )
      })}
    </DataTable>
  )
}

type BehindProps = { asked: Asked; tier: string; title: string; actions: ReactNode }

function Behind({ asked, tier, title, actions }: BehindProps) {
  const [first, setFirst] = useState(STEP)
  const { asOf, restated, institutions } = asked
  const { highValueClients } = useLazyLoadQuery<HighValuePanelClientsQuery>(
    behind,
    { asOf, tier, restated, institutions, first },
    { fetchPolicy: 'store-and-network' },
  )
  return <TierClients page={highValueClients} title={title} actions={actions} first={first} onFirst={setFirst} />
}
