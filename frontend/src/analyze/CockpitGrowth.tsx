import { useLingui } from '@lingui/react/macro'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { CockpitGrowthQuery, KpiDimension } from '../__generated__/CockpitGrowthQuery.graphql'
import { CopyTable } from '../track/CopyTable'
import { TextButton } from '../ui/Button'
import { Choice } from '../ui/Choice'
import { DataTable, endCell, wideEndCell } from '../ui/DataTable'
import { EmptyState } from '../ui/EmptyState'
import { Section } from '../ui/Page'
import { useSearchValues, useSetSearch } from '../viewer/url'
import css from './Cockpit.module.css'
import { type Asked, filterOf, numberOf } from './cockpitSearch'
import { useCrossFilter } from './useCrossFilter'
import { useKeyWords } from './useKeyWords'

const query = graphql`
  query CockpitGrowthQuery($window: KpiWindow!, $filter: KpiFilter, $by: KpiDimension!) {
    kpi(id: "K-11", window: $window, filter: $filter, by: $by) {
      rows {
        key
        user {
          name
        }
        team {
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
const DIMENSIONS: readonly KpiDimension[] = ['SOURCE', 'TEAM', 'PERSON', 'TIER', 'PROVINCE', 'INDUSTRY', 'KIND']
const MEASURES = ['new', 'lost', 'net', 'closing'] as const
const SHOWN = 12

/** Which sources, teams, people and regions clients came by and went from. */
export function CockpitGrowth({ asked, members }: { asked: Asked; members: readonly string[] }) {
  const { t } = useLingui()
  const words = useKeyWords()
  const values = useSearchValues()
  const setSearch = useSetSearch()
  const cross = useCrossFilter(asked.filter, members)
  const by = DIMENSIONS.find((name) => name === values.grow) ?? 'SOURCE'
  const { window, filter } = asked
  const { kpi } = useLazyLoadQuery<CockpitGrowthQuery>(
    query,
    { window, filter, by },
    { fetchPolicy: 'store-and-network' },
  )
  const rows = words.ordered(by, kpi.rows)
  const heads = [words.title(by), t`New`, t`Lost`, t`Net`, t`At the end`]
  return (
    <div className={css.part}>
      <Section
        title={t`Clients who came and went`}
        actions={
          <Choice
            label={t`Split by`}
            items={words.items(DIMENSIONS)}
            value={by}
            onChange={(value) => setSearch({ grow: value })}
          />
        }
      >
        {rows.length === 0 ? (
          <EmptyState small title={t`No client to be told of.`} />
        ) : (
          <>
            <DataTable
              label={t`Clients who came and went`}
              heads={heads.map((title, n) => ({ id: String(n), title, end: n > 0, wide: n > 3 }))}
            >
              {rows.slice(0, SHOWN).map((row) => (
                <tr key={row.key}>
                  <th scope="row">
                    {row.key === '-' || !filterOf(by) ? (
                      words.word(by, row)
                    ) : (
                      <TextButton onClick={() => cross(by, row.key)}>{words.word(by, row)}</TextButton>
                    )}
                  </th>
                  {MEASURES.map((measure) => (
                    <td key={measure} className={measure === 'closing' ? wideEndCell : endCell}>
                      {numberOf(row.figures, measure) ?? t`few`}
                    </td>
                  ))}
                </tr>
              ))}
            </DataTable>
            <CopyTable
              name="growth"
              heads={heads}
              rows={rows.map((row) => [
                words.word(by, row),
                ...MEASURES.map((measure) => numberOf(row.figures, measure) ?? t`few`),
              ])}
            />
          </>
        )}
        {rows.length > SHOWN && <p className={css.note}>{t`The first ${SHOWN} of ${rows.length}.`}</p>}
      </Section>
    </div>
  )
}
