import { useLingui } from '@lingui/react/macro'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { CockpitBoardQuery } from '../__generated__/CockpitBoardQuery.graphql'
import { CopyTable } from '../track/CopyTable'
import { TextButton } from '../ui/Button'
import { Choice } from '../ui/Choice'
import { DataTable, endCell, wideEndCell } from '../ui/DataTable'
import { EmptyState } from '../ui/EmptyState'
import { Money } from '../ui/Money'
import { Section } from '../ui/Page'
import { useSearchValues, useSetSearch } from '../viewer/url'
import css from './Cockpit.module.css'
import { type Asked, numberOf, placesOf } from './cockpitSearch'
import { useCrossFilter } from './useCrossFilter'

const query = graphql`
  query CockpitBoardQuery($window: KpiWindow!, $filter: KpiFilter, $by: KpiDimension!) {
    kpi(id: "K-10", window: $window, filter: $filter, by: $by) {
      rows {
        key
        clients
        user {
          name
        }
        team {
          name
        }
        product {
          name
        }
        figures {
          measure
          value
        }
      }
    }
  }
`
const BOARDS = { person: 'PERSON', team: 'TEAM', product: 'PRODUCT' } as const
const SHOWN = 12

/** Who raised how much, gross or net; who raised the same has the same place. */
export function CockpitBoard({ asked, members }: { asked: Asked; members: readonly string[] }) {
  const { t } = useLingui()
  const values = useSearchValues()
  const setSearch = useSetSearch()
  const cross = useCrossFilter(asked.filter, members)
  const board = values.board === 'team' || values.board === 'product' ? values.board : 'person'
  const measure = values.counts === 'net' ? 'net' : 'gross'
  const other = measure === 'net' ? 'gross' : 'net'
  const { window, filter } = asked
  const by = BOARDS[board]
  const { kpi } = useLazyLoadQuery<CockpitBoardQuery>(
    query,
    { window, filter, by },
    { fetchPolicy: 'store-and-network' },
  )
  const rows = kpi.rows
    .map((row) => ({ ...row, value: numberOf(row.figures, measure), beside: numberOf(row.figures, other) }))
    .sort((one, two) => Number(two.value ?? Number.NEGATIVE_INFINITY) - Number(one.value ?? Number.NEGATIVE_INFINITY))
  const places = placesOf(rows.map(({ value }) => value))
  const nameOf = (row: (typeof rows)[number]) => row.user?.name ?? row.team?.name ?? row.product?.name ?? t`not known`
  const heads = { gross: t`Gross`, net: t`Net` }
  const names = { person: t`Person`, team: t`Team`, product: t`Fund` }
  return (
    <div className={css.part}>
      <Section
        title={t`Leaderboard`}
        actions={
          <div className={css.acts}>
            <Choice
              label={t`Split by`}
              items={[
                { value: 'person', label: t`People` },
                { value: 'team', label: t`Teams` },
                { value: 'product', label: t`Funds` },
              ]}
              value={board}
              onChange={(value) => setSearch({ board: value })}
            />
            <Choice
              label={t`Counts`}
              items={[
                { value: 'gross', label: t`Gross` },
                { value: 'net', label: t`Net` },
              ]}
              value={measure}
              onChange={(value) => setSearch({ counts: value })}
            />
          </div>
        }
      >
        {rows.length === 0 ? (
          <EmptyState small title={t`Nothing was raised in this period.`} />
        ) : (
          <DataTable
            label={t`Leaderboard`}
            heads={[
              { id: 'place', title: t`Place`, end: true },
              { id: 'name', title: names[board] },
              { id: 'value', title: heads[measure], end: true },
              { id: 'beside', title: heads[other], end: true, wide: true },
              { id: 'clients', title: t`Clients`, end: true, wide: true },
            ]}
          >
            {rows.slice(0, SHOWN).map((row, n) => {
              const name = nameOf(row)
              return (
                <tr key={row.key}>
                  <td className={endCell}>{places[n] ?? '—'}</td>
                  <th scope="row">
                    {board === 'product' || row.key === '-' ? (
                      name
                    ) : (
                      <TextButton onClick={() => cross(by, row.key)}>{name}</TextButton>
                    )}
                  </th>
                  <td className={endCell}>{row.value === null ? t`few` : <Money cny={row.value} />}</td>
                  <td className={wideEndCell}>{row.beside === null ? t`few` : <Money cny={row.beside} />}</td>
                  <td className={wideEndCell}>{row.clients ?? t`few`}</td>
                </tr>
              )
            })}
          </DataTable>
        )}
        {rows.length > 0 && (
          <CopyTable
            name="leaderboard"
            heads={[t`Place`, names[board], heads[measure], heads[other], t`Clients`]}
            rows={rows.map((row, n) => [
              String(places[n] ?? ''),
              nameOf(row),
              row.value ?? t`few`,
              row.beside ?? t`few`,
              String(row.clients ?? t`few`),
            ])}
          />
        )}
        {rows.length > SHOWN && <p className={css.note}>{t`The first ${SHOWN} of ${rows.length}.`}</p>}
      </Section>
    </div>
  )
}
