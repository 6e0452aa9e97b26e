import { useLingui } from '@lingui/react/macro'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { CockpitHeadsQuery } from '../__generated__/CockpitHeadsQuery.graphql'
import { decimal } from '../format/money'
import { CopyTable } from '../track/CopyTable'
import { TextButton } from '../ui/Button'
import { DataTable, endCell, wideEndCell } from '../ui/DataTable'
import { EmptyState } from '../ui/EmptyState'
import { Money } from '../ui/Money'
import { Section } from '../ui/Page'
import css from './Cockpit.module.css'
import type { Asked } from './cockpitSearch'
import { useCrossFilter } from './useCrossFilter'

const query = graphql`
  query CockpitHeadsQuery($window: KpiWindow!, $filter: KpiFilter) {
    kpi(id: "K-28", window: $window, filter: $filter, by: TEAM) {
      rows {
        key
        team {
          name
        }
        figures {
          measure
          value
          numerator
          denominator
        }
      }
    }
  }
`

/** What teams raised for each of their clients and of their people. */
export function CockpitHeads({ asked, members }: { asked: Asked; members: readonly string[] }) {
  const { t, i18n } = useLingui()
  const cross = useCrossFilter(asked.filter, members)
  const { window, filter } = asked
  const { kpi } = useLazyLoadQuery<CockpitHeadsQuery>(query, { window, filter }, { fetchPolicy: 'store-and-network' })
  const rows = kpi.rows.map(({ key, team, figures }) => ({
    key,
    name: team?.name ?? t`not known`,
    client: figures.find(({ measure }) => measure === 'perClient'),
    staff: figures.find(({ measure }) => measure === 'perStaff'),
  }))
  const heads = [t`Team`, t`For each client`, t`For each of staff`, t`Clients`, t`Staff`]
  const staffOf = (row: (typeof rows)[number]) =>
    row.staff?.denominator == null ? t`few` : decimal(row.staff.denominator, i18n.locale, 1)
  return (
    <div className={css.part}>
      <Section title={t`Raised per head`}>
        {rows.length === 0 ? (
          <EmptyState small title={t`Nothing was raised in this period.`} />
        ) : (
          <>
            <DataTable
              label={t`Raised per head`}
              heads={heads.map((title, n) => ({ id: String(n), title, end: n > 0, wide: n > 2 }))}
            >
              {rows.map((row) => (
                <tr key={row.key}>
                  <th scope="row">
                    {row.key === '-' ? (
                      row.name
                    ) : (
                      <TextButton onClick={() => cross('TEAM', row.key)}>{row.name}</TextButton>
                    )}
                  </th>
                  <td className={endCell}>
                    <Money cny={row.client?.value} />
                  </td>
                  <td className={endCell}>
                    <Money cny={row.staff?.value} />
                  </td>
                  <td className={wideEndCell}>
                    {row.client?.denominator == null ? t`few` : decimal(row.client.denominator, i18n.locale, 0)}
                  </td>
                  <td className={wideEndCell}>{staffOf(row)}</td>
                </tr>
              ))}
            </DataTable>
            <CopyTable
              name="heads"
              heads={heads}
              rows={rows.map((row) => [
                row.name,
                row.client?.value ?? '',
                row.staff?.value ?? '',
                row.client?.denominator ?? t`few`,
                staffOf(row),
              ])}
            />
          </>
        )}
      </Section>
    </div>
  )
}
