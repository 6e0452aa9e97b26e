import { useLingui } from '@lingui/react/macro'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { KpiDimension, VoiceFiguresQuery } from '../__generated__/VoiceFiguresQuery.graphql'
import { useKeyWords } from '../analyze/useKeyWords'
import { dayOf } from '../format/date'
import { decimal, percent } from '../format/money'
import { Badge } from '../ui/Badge'
import { Choice } from '../ui/Choice'
import { Chart } from '../ui/chart/Chart'
import { DataTable, endCell, wideEndCell } from '../ui/DataTable'
import { Figure, Figures } from '../ui/Figure'
import { FilterBar } from '../ui/FilterBar'
import { useMinute } from '../ui/useMinute'
import { useSearchValues, useSetSearch } from '../viewer/url'
import css from './Voice.module.css'
import { type Figured, isLowResponse, measured, monthsBack, unionKeys } from './voiceFigures'

const query = graphql`
  query VoiceFiguresQuery($window: KpiWindow!, $by: KpiDimension!) {
    csat: kpi(id: "K-15", window: $window, by: $by, every: MONTH) {
      whole
      kpi {
        zh
        en
        definition {
          zh
          en
        }
      }
      ...VoiceFigures_answer @relay(mask: false)
    }
    nps: kpi(id: "K-16", window: $window, by: $by, every: MONTH) {
      kpi {
        definition {
          zh
          en
        }
      }
      ...VoiceFigures_answer @relay(mask: false)
    }
  }
`
graphql`
  fragment VoiceFigures_answer on KpiAnswer {
    total {
      figures {
        measure
        value
        numerator
        denominator
        low
        high
      }
    }
    series {
      from
      figures {
        measure
        value
        numerator
        denominator
        low
        high
      }
    }
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
        numerator
        denominator
        low
        high
      }
    }
  }
`
const SPLITS: readonly KpiDimension[] = ['TIER', 'TEAM', 'PERSON']

/** How content clients are and whether they would recommend the firm: now, over time, and by whom; apart. */
export function VoiceFigures() {
  const { t, i18n } = useLingui()
  const words = useKeyWords()
  const values = useSearchValues()
  const setSearch = useSetSearch()
  const by = SPLITS.find((each) => each === values.by) ?? 'TIER'
  const months = values.months === '3' || values.months === '24' ? Number(values.months) : 12
  const window = monthsBack(dayOf(useMinute()), months)
  const found = useLazyLoadQuery<VoiceFiguresQuery>(query, { window, by }, { fetchPolicy: 'store-and-network' })
  const chinese = i18n.locale === 'zh-CN'
  const csat = measured(found.csat.total.figures, 'csat')
  const response = measured(found.csat.total.figures, 'response')
  const nps = measured(found.nps.total.figures, 'nps')
  const share = (each: Figured) => percent(each?.value, i18n.locale)
  const points = (value: string | null | undefined) => decimal(value, i18n.locale, 0)
  const answers = Number(csat?.denominator ?? 0)
  const sent = Number(response?.denominator ?? 0)
  const told = Number(nps?.denominator ?? 0)
  const line = (from: readonly { readonly figures: readonly NonNullable<Figured>[] }[], measure: string) =>
    from.map(({ figures }) => measured(figures, measure)?.value ?? null)
  const rows = unionKeys(found.csat.rows, found.nps.rows)
  return (
    <div className={css.parts}>
      <FilterBar flush>
        <Choice
          label={t({ message: 'Period', context: 'survey' })}
          value={String(months)}
          onChange={(next) => setSearch({ months: next === '12' ? null : next })}
          items={[
            { value: '3', label: t`Last 3 months` },
            { value: '12', label: t`Last 12 months` },
            { value: '24', label: t`Last 24 months` },
          ]}
        />
        <Choice
          label={t`Split by`}
          value={by}
          onChange={(next) => setSearch({ by: next === 'TIER' ? null : next })}
          items={words.items(SPLITS)}
        />
      </FilterBar>
      <Figures>
        <Figure
          title={t`Satisfied (CSAT)`}
          value={csat?.value ?? null}
          unit="percent"
          meaning={chinese ? found.csat.kpi.definition.zh : found.csat.kpi.definition.en}
        >
          <span>{t`${csat?.numerator ?? 0} of ${answers} answers are 4 or 5`}</span>
        </Figure>
        <Figure title={t`Response rate`} value={response?.value ?? null} unit="percent">
          <span>{t`${answers} answers to ${sent} surveys`}</span>
          {isLowResponse(response) && <Badge hue="amber">{t`Low response`}</Badge>}
        </Figure>
        <Figure
          title={t`NPS`}
          value={nps?.value ?? null}
          unit="count"
          meaning={chinese ? found.nps.kpi.definition.zh : found.nps.kpi.definition.en}
        >
          <span>{t`of ${told} answers`}</span>
          {nps?.low != null && <span>{t`with 95 %, between ${points(nps.low)} and ${points(nps.high)}`}</span>}
        </Figure>
      </Figures>
      <p className={css.meta}>
        {found.csat.whole ? t`Of the whole firm.` : t`Of the clients you reach.`}{' '}
        {t`Of fewer than 5 answers no share is told.`}
      </p>
      <Chart
        title={t`Satisfied (CSAT) and response rate by month`}
        summary={t`${share(csat)} satisfied over the period, ${share(response)} answered.`}
        spec={{
          kind: 'line',
          unit: 'percent',
          categories: found.csat.series.map(({ from }) => from.slice(0, 7)),
          series: [
            { name: t`Satisfied`, values: line(found.csat.series, 'csat') },
            { name: t`Response rate`, values: line(found.csat.series, 'response') },
          ],
        }}
      />
      <Chart
        title={t`NPS by month`}
        summary={t`${points(nps?.value)} over the period.`}
        spec={{
          kind: 'line',
          unit: 'count',
          categories: found.nps.series.map(({ from }) => from.slice(0, 7)),
          series: [{ name: t`NPS`, values: line(found.nps.series, 'nps') }],
        }}
      />
      <DataTable
        label={t`By ${words.title(by)}`}
        heads={[
          { id: 'key', title: words.title(by) },
          { id: 'csat', title: t`Satisfied`, end: true },
          { id: 'answers', title: t({ message: 'Answers', context: 'survey' }), end: true, wide: true },
          { id: 'response', title: t`Response rate`, end: true, wide: true },
          { id: 'nps', title: t`NPS`, end: true },
          { id: 'told', title: t`NPS answers`, end: true, wide: true },
        ]}
      >
        {words.ordered(by, rows).map((row) => (
          <tr key={row.key}>
            <td>{words.word(by, row)}</td>
            <td className={endCell}>{share(measured(row.csat, 'csat'))}</td>
            <td className={wideEndCell}>{measured(row.csat, 'csat')?.denominator ?? '—'}</td>
            <td className={wideEndCell}>
              {share(measured(row.csat, 'response'))}{' '}
              {isLowResponse(measured(row.csat, 'response')) && <Badge hue="amber">{t`Low response`}</Badge>}
            </td>
            <td className={endCell}>{points(measured(row.nps, 'nps')?.value)}</td>
            <td className={wideEndCell}>{measured(row.nps, 'nps')?.denominator ?? '—'}</td>
          </tr>
        ))}
      </DataTable>
    </div>
  )
}
