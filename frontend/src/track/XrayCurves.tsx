import { useLingui } from '@lingui/react/macro'
import { graphql, useFragment } from 'react-relay'
import type { XrayCurves_cycle$key } from '../__generated__/XrayCurves_cycle.graphql'
import { percent } from '../format/money'
import { TextButton } from '../ui/Button'
import { Chart } from '../ui/chart/Chart'
import { DataTable, endCell, wideEndCell } from '../ui/DataTable'
import { CopyTable } from './CopyTable'
import { useOpen } from './useOpen'
import css from './Xray.module.css'
import { survivalAt } from './xraySearch'

const fragment = graphql`
  fragment XrayCurves_cycle on JourneyCycle {
    late
    excluded
    whole {
      ...XrayCurves_curve @relay(mask: false)
    }
    cohorts {
      ...XrayCurves_curve @relay(mask: false)
    }
  }
`
graphql`
  fragment XrayCurves_curve on JourneyCurve {
    cohort
    journeys
    won
    lost
    open
    median
    watched
    wonBy {
      day
      share
    }
    days {
      day
      openShare
    }
  }
`
const GRID = Array.from({ length: 27 }, (_, n) => n * 7)
/** More lines than that nobody tells apart. */
const LINES = 5

/** The share not won yet by days since the start: of all, and of the latest months. */
export function XrayCurves({ cycle: ref }: { cycle: XrayCurves_cycle$key }) {
  const { t, i18n } = useLingui()
  const open = useOpen()
  const { whole, cohorts, late, excluded } = useFragment(fragment, ref)
  const show = (ratio: string | null | undefined) => percent(ratio, i18n.locale)
  const few = (count: number | null | undefined) => (count == null ? t`few` : String(count))
  const drawn = cohorts.filter(({ days }) => days.length > 0).slice(-LINES)
  const by90 = show(whole.wonBy.find(({ day }) => day === 90)?.share)
  const rows = [whole, ...cohorts]
  const heads = [
    t`Began in`,
    t`Journeys`,
    t`Won`,
    t`Lost`,
    t`Running`,
    t`Median`,
    t`Won by day 30`,
    t`day 60`,
    t`day 90`,
  ]
  const told = rows.map((each) => [
    each.cohort ?? t`The whole window`,
    few(each.journeys),
    few(each.won),
    few(each.lost),
    few(each.open),
    each.median == null ? t`not reached` : t`${each.median} d`,
    ...each.wonBy.map(({ share }) => show(share)),
  ])
  return (
    <>
      <Chart
        title={t`Not won yet, by days since the start`}
        summary={
          whole.median == null
            ? t`Fewer than half are ever won; ${by90} within 90 days.`
            : t`Half are won after ${whole.median} days; ${by90} within 90 days.`
        }
        spec={{
          kind: 'line',
          unit: 'percent',
          categories: GRID.map(String),
          series: [
            { name: t`The whole window`, values: survivalAt(whole, GRID) },
            ...drawn.map((each) => ({ name: each.cohort ?? '', values: survivalAt(each, GRID) })),
          ],
        }}
        height={260}
      />
      <CopyTable heads={heads} rows={told} />
      <DataTable
        label={t`Cohorts by month of start`}
        heads={heads.map((title, n) => ({
          id: String(n),
          title,
          ...(n > 5 ? { end: true, wide: true } : n > 0 ? { end: true } : {}),
        }))}
      >
        {rows.map((each, n) => (
          <tr key={each.cohort ?? ''}>
            <th scope="row">{told[n]?.[0]}</th>
            {told[n]?.slice(1).map((text, m) => (
              <td key={m} className={m > 4 ? wideEndCell : endCell}>
                {m === 0 && each.journeys != null ? (
                  <TextButton
                    aria-label={t`Journeys that began in ${told[n]?.[0] ?? ''}: ${text}`}
                    onClick={() => open({ part: 'STARTED', ...(each.cohort && { key: each.cohort }) })}
                  >
                    {text}
                  </TextButton>
                ) : (
                  text
                )}
              </td>
            ))}
          </tr>
        ))}
      </DataTable>
      {(late > 0 || excluded > 0) && (
        <p className={css.note}>
          {t`${late} began in a later stage and are watched from then on; of ${excluded} nobody knows the start.`}
        </p>
      )}
    </>
  )
}
