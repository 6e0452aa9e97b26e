import { useLingui } from '@lingui/react/macro'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { CockpitMapQuery } from '../__generated__/CockpitMapQuery.graphql'
import { count } from '../format/money'
import { Choice } from '../ui/Choice'
import { TileMap } from '../ui/chart/TileMap'
import { Section } from '../ui/Page'
import { useSearchValues, useSetSearch } from '../viewer/url'
import css from './Cockpit.module.css'
import { type Asked, numberOf } from './cockpitSearch'
import { useCrossFilter } from './useCrossFilter'

const query = graphql`
  query CockpitMapQuery($window: KpiWindow!, $filter: KpiFilter, $id: String!) {
    kpi(id: $id, window: $window, filter: $filter, by: PROVINCE) {
      rows {
        key
        clients
        figures {
          measure
          value
        }
      }
    }
  }
`
const IDS: Record<string, string> = { clients: 'K-12', aum: 'K-12', gross: 'K-10' }

/** Where clients live, how much they hold, or how much was raised there. A province narrows, and then opens its clients. */
export function CockpitMap({ asked, members }: { asked: Asked; members: readonly string[] }) {
  const { t, i18n } = useLingui()
  const values = useSearchValues()
  const setSearch = useSetSearch()
  const cross = useCrossFilter(asked.filter, members)
  const shown = values.map && IDS[values.map] ? values.map : 'clients'
  const { window, filter } = asked
  const { kpi } = useLazyLoadQuery<CockpitMapQuery>(
    query,
    { window, filter, id: IDS[shown] ?? 'K-12' },
    { fetchPolicy: 'store-and-network' },
  )
  const told = kpi.rows.flatMap(({ key, figures }) => {
    const value = numberOf(figures, shown)
    return value === null || key === '-' ? [] : [[key, value] as const]
  })
  const unknown = kpi.rows.find(({ key }) => key === '-')?.clients ?? 0
  const few = kpi.rows.filter(({ clients }) => clients === null).length
  return (
    <div className={css.part}>
      <Section
        title={t`By region`}
        actions={
          <Choice
            label={t`Shows`}
            items={[
              { value: 'clients', label: t`Clients` },
              { value: 'aum', label: t`AUM` },
              { value: 'gross', label: t`Money raised` },
            ]}
            value={shown}
            onChange={(value) => setSearch({ map: value })}
          />
        }
      >
        <TileMap
          title={t`By region`}
          unit={shown === 'clients' ? 'count' : 'money'}
          values={Object.fromEntries(told)}
          chosen={filter.province ?? null}
          onPick={(code) => cross('PROVINCE', code)}
        />
        <p className={css.note}>
          {t`A click narrows everything to a region, a second one opens its clients.`}{' '}
          {unknown > 0 && t`Of ${count(unknown, i18n.locale)} clients no region is known.`}{' '}
          {few > 0 && t`In ${few} regions are too few to be told.`}
        </p>
      </Section>
    </div>
  )
}
