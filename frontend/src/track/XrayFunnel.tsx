import { useLingui } from '@lingui/react/macro'
import { graphql, useFragment } from 'react-relay'
import type { XrayFunnel_conversions$key } from '../__generated__/XrayFunnel_conversions.graphql'
import { useBoth } from '../book/journeyWords'
import { percent } from '../format/money'
import { Badge } from '../ui/Badge'
import { TextButton } from '../ui/Button'
import { Chart } from '../ui/chart/Chart'
import { DataTable, endCell, wideEndCell } from '../ui/DataTable'
import { CopyTable } from './CopyTable'
import { useOpen } from './useOpen'

const fragment = graphql`
  fragment XrayFunnel_conversions on JourneyConversions {
    days
    stages {
      entered
      unripe
      stage {
        key
        zh
        en
      }
      cohort {
        numerator
        denominator
        ratio
        low
        high
      }
      period {
        numerator
        denominator
        ratio
      }
    }
  }
`

/** goal: the stage with which a journey is won; those from it on are compared with no other. */
type Props = { conversions: XrayFunnel_conversions$key; goal: string | null }

/** How many entered each stage and went on: as a funnel and as a table, both ways of counting by name. */
export function XrayFunnel({ conversions: ref, goal }: Props) {
  const { t, i18n } = useLingui()
  const both = useBoth()
  const open = useOpen()
  const { days, stages } = useFragment(fragment, ref)
  const show = (ratio: string | null | undefined) => percent(ratio, i18n.locale)
  const name = (stage: { zh: string; en: string } | null | undefined) => (stage ? both(stage) : '—')
  const won = stages.findIndex(({ stage }) => stage?.key === goal)
  const lowest = stages
    .slice(0, won < 0 ? undefined : won)
    .reduce<(typeof stages)[number] | null>(
      (least, each) =>
        each.cohort.ratio != null && Number(each.cohort.ratio) < Number(least?.cohort.ratio ?? 2) ? each : least,
      null,
    )
  const heads = [t`Stage`, t`Entered`, t`Go on within ${days} days`, t`Forward of all exits`]
  const rows = stages.map((each) => [
    name(each.stage),
    each.entered == null ? t`few` : String(each.entered),
    show(each.cohort.ratio),
    show(each.period?.ratio),
  ])
  return (
    <>
      <Chart
        title={t`Entered each stage in the window`}
        summary={
          lowest
            ? t`The fewest go on from ${name(lowest.stage)}: ${show(lowest.cohort.ratio)} within ${days} days.`
            : t`Too few journeys yet to compare stages.`
        }
        spec={{
          kind: 'funnel',
          unit: 'count',
          parts: stages.map((each) => ({ name: name(each.stage), value: String(each.entered ?? 0) })),
        }}
        height={260}
        onPick={(mark) => {
          const stage = stages.find((each) => name(each.stage) === mark.name)?.stage
          if (stage) open({ part: 'ENTERED', stage: stage.key })
        }}
      />
      <CopyTable heads={heads} rows={rows} />
      <DataTable
        label={t`Conversion by stage`}
        heads={[
          { id: 'stage', title: heads[0] ?? '' },
          { id: 'entered', title: heads[1] ?? '', end: true },
          { id: 'cohort', title: heads[2] ?? '', end: true },
          { id: 'stayed', title: t`Did not`, end: true },
          { id: 'period', title: heads[3] ?? '', end: true, wide: true },
        ]}
      >
        {stages.map(({ stage, entered, unripe, cohort, period }) => {
          const low = show(cohort.low)
          const high = show(cohort.high)
          const stayed = cohort.denominator == null ? null : Number(cohort.denominator) - Number(cohort.numerator)
          return (
            <tr key={stage?.key ?? ''}>
              <th scope="row">{name(stage)}</th>
              <td className={endCell}>
                {entered == null ? (
                  t`few`
                ) : (
                  <TextButton
                    aria-label={t`Entered ${name(stage)}: ${entered}`}
                    onClick={() => open({ part: 'ENTERED', stage: stage?.key ?? '' })}
                  >
                    {entered}
                  </TextButton>
                )}
              </td>
              <td className={endCell}>
                {show(cohort.ratio)} {cohort.low != null && <span>{t`(${low} to ${high})`}</span>}{' '}
                {unripe != null && unripe > 0 && <Badge>{t`${unripe} too young`}</Badge>}
              </td>
              <td className={endCell}>
                {stayed == null ? (
                  t`few`
                ) : (
                  <TextButton
                    aria-label={t`Did not go on from ${name(stage)}: ${stayed}`}
                    onClick={() => open({ part: 'STAYED', stage: stage?.key ?? '' })}
                  >
                    {stayed}
                  </TextButton>
                )}
              </td>
              <td className={wideEndCell}>
                {period?.denominator == null
                  ? t`few`
                  : t`${show(period.ratio)} (${period.numerator} of ${period.denominator})`}
              </td>
            </tr>
          )
        })}
      </DataTable>
    </>
  )
}
