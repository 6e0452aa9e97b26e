import { useLingui } from '@lingui/react/macro'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { CockpitPortraitQuery, KpiDimension } from '../__generated__/CockpitPortraitQuery.graphql'
import { figure } from '../format/figure'
import { percent } from '../format/money'
import { CopyTable } from '../track/CopyTable'
import { Choice } from '../ui/Choice'
import { Chart } from '../ui/chart/Chart'
import { Section } from '../ui/Page'
import { useSearchValues, useSetSearch } from '../viewer/url'
import css from './Cockpit.module.css'
import { type Asked, numberOf } from './cockpitSearch'
import { useCrossFilter } from './useCrossFilter'
import { useKeyWords } from './useKeyWords'

const query = graphql`
  query CockpitPortraitQuery($window: KpiWindow!, $filter: KpiFilter, $by: KpiDimension!) {
    kpi(id: "K-12", window: $window, filter: $filter, by: $by) {
      rows {
        key
        clients
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
const DIMENSIONS: readonly KpiDimension[] = [
  'TIER',
  'AGE',
  'INDUSTRY',
  'GENDER',
  'KIND',
  'RISK_LEVEL',
  'SOURCE',
  'TENURE',
  'TEAM',
  'PERSON',
]
const SHOWN = 14

/** Who the clients at the end of the period are, with how much: by tier, age, industry and more. */
export function CockpitPortrait({ asked, members }: { asked: Asked; members: readonly string[] }) {
  const { t, i18n } = useLingui()
  const words = useKeyWords()
  const values = useSearchValues()
  const setSearch = useSetSearch()
  const cross = useCrossFilter(asked.filter, members)
  const by = DIMENSIONS.find((name) => name === values.by) ?? 'TIER'
  const shown = values.holds === 'clients' ? 'clients' : 'aum'
  const { window, filter } = asked
  const { kpi } = useLazyLoadQuery<CockpitPortraitQuery>(
    query,
    { window, filter, by },
    { fetchPolicy: 'store-and-network' },
  )
  const every = words.ordered(by, kpi.rows)
  const rows = every.slice(0, SHOWN)
  const [first] = kpi.rows.filter((row) => row.clients !== null)
  const share = percent(numberOf(first?.figures, shown === 'aum' ? 'aumShare' : 'share'), i18n.locale)
  const amount = figure(numberOf(first?.figures, shown), shown === 'aum' ? 'money' : 'count', i18n.locale)
  const title = shown === 'aum' ? t`AUM` : t`Clients`
  return (
    <div className={css.part}>
      <Section
        title={t`Portrait of clients`}
        actions={
          <div className={css.acts}>
            <Choice
              label={t`Split by`}
              items={words.items(DIMENSIONS)}
              value={by}
              onChange={(value) => setSearch({ by: value })}
            />
            <Choice
              label={t`Shows`}
              items={[
                { value: 'aum', label: t`AUM` },
                { value: 'clients', label: t`Clients` },
              ]}
              value={shown}
              onChange={(value) => setSearch({ holds: value })}
            />
          </div>
        }
      >
        <Chart
          title={title}
          summary={
            first
              ? t`The most clients: ${words.word(by, first)}, with ${amount} (${share}).`
              : t`No client to be told of.`
          }
          spec={{
            kind: 'bar',
            unit: shown === 'aum' ? 'money' : 'count',
            categories: rows.map((row) => words.word(by, row)),
            series: [{ name: title, values: rows.map((row) => numberOf(row.figures, shown)) }],
          }}
          onPick={(mark) => {
            const row = rows.find((each) => words.word(by, each) === mark.name)
            if (row && row.key !== '-') cross(by, row.key)
          }}
        />
        <CopyTable
          name="portrait"
          heads={[words.title(by), t`Clients`, t`AUM`]}
          rows={every.map((row) => [
            words.word(by, row),
            numberOf(row.figures, 'clients') ?? t`few`,
            numberOf(row.figures, 'aum') ?? t`few`,
          ])}
        />
        {every.length > SHOWN && <p className={css.note}>{t`The first ${SHOWN} of ${every.length}.`}</p>}
      </Section>
    </div>
  )
}
