import { useLingui } from '@lingui/react/macro'
import { graphql, useFragment } from 'react-relay'
import type { XrayStages_xray$key } from '../__generated__/XrayStages_xray.graphql'
import { useBoth } from '../book/journeyWords'
import { percent } from '../format/money'
import { TextButton } from '../ui/Button'
import { Chart } from '../ui/chart/Chart'
import { DataTable, endCell, wideEndCell } from '../ui/DataTable'
import { CopyTable } from './CopyTable'
import { useOpen } from './useOpen'
import css from './Xray.module.css'

const fragment = graphql`
  fragment XrayStages_xray on JourneyXray {
    stages {
      back
      again
      open
      openDays
      oldestDays
      held
      stage {
        key
        zh
        en
        targetDays
      }
      days {
        stays
        p10
        p25
        median
        p75
        p90
      }
      drop {
        ratio
      }
    }
  }
`

/** How long stays in each stage took, how many are lost there, who is there now, and how often one comes back. */
export function XrayStages({ xray: ref }: { xray: XrayStages_xray$key }) {
  const { t, i18n } = useLingui()
  const both = useBoth()
  const open = useOpen()
  const { stages } = useFragment(fragment, ref)
  const slowest = stages.reduce<(typeof stages)[number] | null>(
    (most, each) => (Number(each.days.median ?? -1) > Number(most?.days.median ?? -1) ? each : most),
    null,
  )
  const days = (text: string | null | undefined) => (text == null ? '—' : t`${text} d`)
  const few = (count: number | null | undefined) => (count == null ? t`few` : String(count))
  const heads = [
    t`Stage`,
    t`Median`,
    t`Middle half`,
    t`Lost`,
    t`There now`,
    t`Oldest`,
    t`Planned`,
    t`90% within`,
    t`Went back`,
    t`Came again`,
    t`Rest`,
  ]
  const rows = stages.map((each) => [
    both(each.stage),
    days(each.days.median),
    each.days.p25 == null ? '—' : t`${each.days.p25} to ${each.days.p75} d`,
    percent(each.drop.ratio, i18n.locale),
    String(each.open),
    days(each.oldestDays),
    each.stage.targetDays == null ? '—' : t`${each.stage.targetDays} d`,
    days(each.days.p90),
    few(each.back),
    few(each.again),
    String(each.held),
  ])
  return (
    <>
      <Chart
        title={t`Days of stays that ended forward`}
        summary={
          slowest?.days.median == null
            ? t`No stay ended forward in this window.`
            : t`The longest take ${both(slowest.stage)}: half of them more than ${slowest.days.median} days.`
        }
        spec={{
          kind: 'box',
          unit: 'number',
          categories: stages.map(({ stage }) => both(stage)),
          ends: [
            t`a tenth is shorter`,
            t`a quarter is shorter`,
            t`median`,
            t`a quarter is longer`,
            t`a tenth is longer`,
          ],
          boxes: stages.map(({ days: { p10, p25, median, p75, p90 } }) =>
            p10 != null && p25 != null && median != null && p75 != null && p90 != null
              ? [p10, p25, median, p75, p90]
              : null,
          ),
        }}
        height={260}
      />
      <CopyTable heads={heads} rows={rows} />
      <DataTable
        label={t`Days in each stage`}
        heads={heads.map((title, n) => ({
          id: String(n),
          title,
          ...(n > 4 ? { end: true, wide: true } : n > 0 ? { end: true } : {}),
        }))}
      >
        {stages.map((each, n) => (
          <tr key={each.stage.key}>
            <th scope="row">{both(each.stage)}</th>
            {rows[n]?.slice(1).map((text, m) => (
              <td key={m} className={m > 3 ? wideEndCell : endCell}>
                {m === 3 && each.open > 0 ? (
                  <TextButton
                    aria-label={t`In ${both(each.stage)} now: ${text}`}
                    onClick={() => open({ part: 'LASTING', stage: each.stage.key })}
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
      <p className={css.note}>{t`Stays that last are in no median; rests do not count as days in a stage.`}</p>
    </>
  )
}
