import { useLingui } from '@lingui/react/macro'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { CockpitPortraitQuery, KpiDimension } from '../__generated__/CockpitPortraitQuery.graphql'
import { useTiers } from '../book/useTiers'
import { figure } from '../format/figure'
import { percent } from '../format/money'
import { CopyTable } from '../track/CopyTable'
import { Choice } from '../ui/Choice'
import { Chart } from '../ui/chart/Chart'
import { Section } from '../ui/Page'
import { useSearchValues, useSetSearch } from '../viewer/url'
import { useFields } from '../viewer/useFields'
import css from './Cockpit.module.css'
import { type Asked, numberOf } from './cockpitSearch'
import { useCrossFilter } from './useCrossFilter'

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
const FIELDS: Partial<Record<KpiDimension, string>> = {
  INDUSTRY: 'industry',
  KIND: 'kind',
  GENDER: 'gender',
  RISK_LEVEL: 'riskLevel',
  PROVINCE: 'province',
}
const SHOWN = 14

/** Who the clients at the end of the period are, with how much: by tier, age, industry and more. */
export function CockpitPortrait({ asked, members }: { asked: Asked; members: readonly string[] }) {
  const { t, i18n } = useLingui()
  const tiers = useTiers()
  const { label, option } = useFields()
  const values = useSearchValues()
  const setSearch = useSetSearch()
  const cross = useCrossFilter(asked.filter, members)
  const names: [KpiDimension, string][] = [
    ['TIER', t`Tier`],
    ['AGE', t`Age`],
    ['INDUSTRY', label('industry')],
    ['GENDER', label('gender')],
    ['KIND', label('kind')],
    ['RISK_LEVEL', label('riskLevel')],
    ['SOURCE', label('source')],
    ['TENURE', t`Years as a client`],
    ['TEAM', t`Team`],
    ['PERSON', t`Manager`],
  ]
  const by = names.find(([name]) => name === values.by)?.[0] ?? 'TIER'
  const shown = values.holds === 'clients' ? 'clients' : 'aum'
  const { window, filter } = asked
  const { kpi } = useLazyLoadQuery<CockpitPortraitQuery>(
    query,
    { window, filter, by },
    { fetchPolicy: 'store-and-network' },
  )
  const word = ({ key, user, team }: (typeof kpi.rows)[number]): string => {
    if (key === '-') return by === 'TIER' ? t`No tier` : t`not known`
    const field = FIELDS[by]
    if (by === 'AGE') return key === '70-' ? t`70 and older` : key
    if (by === 'TENURE') return key === '5-' ? t`5 years and more` : t`${key} years`
    return user?.name ?? team?.name ?? (by === 'TIER' ? tiers.word(key) : field ? option(field, key) : key)
  }
  const rank = (key: string): number | string =>
    by === 'TIER' ? tiers.tiers.findIndex((each) => each.key === key) : key
  const inOrder = by === 'TIER' || by === 'AGE' || by === 'TENURE' || by === 'RISK_LEVEL'
  const known = kpi.rows.filter(({ key }) => key !== '-')
  const told = inOrder ? known.toSorted((one, two) => (rank(one.key) < rank(two.key) ? -1 : 1)) : known
  const rows = [...told.slice(0, SHOWN), ...kpi.rows.filter(({ key }) => key === '-')]
  const [first] = kpi.rows.filter((row) => row.clients !== null)
  const share = percent(numberOf(first?.figures, shown === 'aum' ? 'aumShare' : 'share'), i18n.locale)
  const amount = figure(numberOf(first?.figures, shown), shown === 'aum' ? 'money' : 'count', i18n.locale)
  return (
    <div className={css.part}>
      <Section
        title={t`Portrait of clients`}
        actions={
          <div className={css.acts}>
            <Choice
              label={t`Split by`}
              items={names.map(([value, title]) => ({ value, label: title }))}
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
          title={shown === 'aum' ? t`AUM` : t`Clients`}
          summary={
            first ? t`The most clients: ${word(first)}, with ${amount} (${share}).` : t`No client to be told of.`
          }
          spec={{
            kind: 'bar',
            unit: shown === 'aum' ? 'money' : 'count',
            categories: rows.map(word),
            series: [
              { name: shown === 'aum' ? t`AUM` : t`Clients`, values: rows.map((row) => numberOf(row.figures, shown)) },
            ],
          }}
          onPick={(mark) => {
            const row = rows.find((each) => word(each) === mark.name)
            if (row && row.key !== '-') cross(by, row.key)
          }}
        />
        <CopyTable
          name="portrait"
          heads={[t`Split by`, t`Clients`, t`AUM`]}
          rows={kpi.rows.map((row) => [
            word(row),
            numberOf(row.figures, 'clients') ?? t`few`,
            numberOf(row.figures, 'aum') ?? t`few`,
          ])}
        />
        {kpi.rows.length > SHOWN && <p className={css.note}>{t`The first ${SHOWN} of ${kpi.rows.length}.`}</p>}
      </Section>
    </div>
  )
}
