import { useLingui } from '@lingui/react/macro'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { FamilyWorthQuery } from '../__generated__/FamilyWorthQuery.graphql'
import { moneyShort, percent } from '../format/money'
import { paths } from '../paths'
import { Chart } from '../ui/chart/Chart'
import type { ChartSpec } from '../ui/chart/spec'
import { Note } from '../ui/ErrorState'
import { bestLevel } from '../viewer/access'
import { useGo } from '../viewer/url'
import { useViewer } from '../viewer/Viewer'
import { together } from './familyWorth'
import css from './PerformancePanel.module.css'

const query = graphql`
  query FamilyWorthQuery($id: ID!, $history: Boolean!) {
    household(id: $id) {
      members {
        id
        name
        aum
        worthHistory @include(if: $history) {
          date
          value
        }
      }
    }
  }
`
/** Lines that can be told apart, besides that of the family. */
const MOST_LINES = 6

/** What a family holds, by member now and over time; only what the reader may see of each member. */
export function FamilyWorth({ id }: { id: string }) {
  const { t, i18n } = useLingui()
  const { locale } = i18n
  const go = useGo()
  const { access } = useViewer()
  const history = bestLevel(access, 'Client.worthHistory') !== 'NONE'
  const { household } = useLazyLoadQuery<FamilyWorthQuery>(query, { id, history }, { fetchPolicy: 'store-and-network' })
  const members = household?.members ?? []
  // Two of one name are two parts.
  const names = members.map(({ name }, n) => {
    const same = members.slice(0, n).filter((other) => other.name === name).length
    return same > 0 ? `${name ?? '—'} (${same + 1})` : (name ?? '—')
  })
  const parts = members
    .map(({ aum, id: client }, n) => ({ name: names[n] ?? '—', value: aum ?? '0', client }))
    .filter(({ value }) => Number(value) > 0)
  if (parts.length === 0) return null
  const whole = parts.reduce((sum, { value }) => sum + Number(value), 0)
  const largest = parts.reduce((best, each) => (Number(each.value) > Number(best.value) ? each : best))
  const share = percent(String(Number(largest.value) / whole), locale)
  const told = members.flatMap(({ worthHistory }, n) =>
    worthHistory?.length
      ? [
          {
            name: names[n] ?? '—',
            days: worthHistory.map(({ date, value }) => ({ date: String(date), value: value ?? null })),
          },
        ]
      : [],
  )
  const { dates, total, members: lines } = together(told)
  const untold = parts.filter(({ name }) => !told.some((each) => each.name === name)).map(({ name }) => name)
  const overTime: ChartSpec = {
    kind: 'line',
    unit: 'money',
    categories: dates,
    series: [{ name: t`Together`, values: total }, ...(lines.length <= MOST_LINES ? lines : [])],
  }
  const byMember: ChartSpec = { kind: 'donut', unit: 'money', parts: parts.map(({ name, value }) => ({ name, value })) }
  return (
    <>
      <div className={css.charts}>
        {history && (
          <Chart
            title={t`Value over time`}
            summary={
              dates.length > 0
                ? t`${moneyShort(total.at(-1), locale)} together on ${dates.at(-1) ?? ''}; ${moneyShort(total[0], locale)} on ${dates[0] ?? ''}.`
                : t`Nothing has been bought yet.`
            }
            spec={overTime}
          />
        )}
        <Chart
          title={t`AUM by member`}
          summary={t`${largest.name} holds the largest part (${share}).`}
          spec={byMember}
          onPick={({ name }) => {
            const picked = parts.find((part) => part.name === name)
            if (picked) go(paths.client(picked.client, 'holdings'))
          }}
        />
      </div>
      {history && untold.length > 0 && (
        <Note>{t`The history of ${untold.join(t`, `)} is not shown: some of the funds are not visible to you, or none was booked.`}</Note>
      )}
    </>
  )
}
