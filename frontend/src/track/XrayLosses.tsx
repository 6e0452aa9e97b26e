import { useLingui } from '@lingui/react/macro'
import { graphql, useFragment } from 'react-relay'
import type { XrayLosses_losses$key } from '../__generated__/XrayLosses_losses.graphql'
import { useBoth } from '../book/journeyWords'
import { KpiMeaning } from '../book/KpiMeaning'
import { percent } from '../format/money'
import { TextButton } from '../ui/Button'
import { Chart } from '../ui/chart/Chart'
import { DataTable, endCell, wideEndCell } from '../ui/DataTable'
import { EmptyState } from '../ui/EmptyState'
import { Money } from '../ui/Money'
import { CopyTable } from './CopyTable'
import { useOpen } from './useOpen'
import css from './Xray.module.css'

const fragment = graphql`
  fragment XrayLosses_losses on JourneyLosses {
    journeys
    amount
    doubtful
    definition {
      ...KpiMeaning_definition
    }
    rows {
      reason
      zh
      en
      amount
      stage {
        key
        zh
        en
      }
      share {
        numerator
        ratio
      }
    }
  }
`
const SHOWN = 12

/** Why journeys were lost in which stage, with the money that was expected of them. */
export function XrayLosses({ losses: ref }: { losses: XrayLosses_losses$key }) {
  const { t, i18n } = useLingui()
  const both = useBoth()
  const open = useOpen()
  const { journeys, amount, doubtful, rows, definition } = useFragment(fragment, ref)
  if (rows.length === 0) return <EmptyState title={t`No journey was lost in this window.`} />
  const reasons = [...new Map(rows.map((row) => [row.reason, both(row)])).entries()]
  const stages = [...new Map(rows.map((row) => [row.stage.key, both(row.stage)])).entries()]
  const at = (reason: string, stage: string) =>
    rows.find((row) => row.reason === reason && row.stage.key === stage)?.share.numerator ?? null
  const [most] = rows
  const heads = [t`Stage`, t`Reason`, t`Journeys`, t`Share`, t`Expected amount`]
  return (
    <>
      <Chart
        title={t`Lost journeys by reason and stage`}
        summary={
          most
            ? t`${journeys ?? t`few`} were lost; the most for “${both(most)}” in ${both(most.stage)}.`
            : t`None were lost.`
        }
        spec={{
          kind: 'stacked',
          unit: 'count',
          categories: reasons.map(([, name]) => name),
          series: stages.map(([key, name]) => ({ name, values: reasons.map(([reason]) => at(reason, key)) })),
        }}
        height={240}
        onPick={(mark) => {
          const stage = stages.find(([, name]) => name === mark.series)?.[0]
          const reason = reasons.find(([, name]) => name === mark.name)?.[0]
          if (stage && reason) open({ part: 'LOST', stage, key: reason })
        }}
      />
      {doubtful && <p className={css.note}>{t`More than a tenth say “other”: ask for better reasons.`}</p>}
      <CopyTable
        heads={heads}
        rows={rows.map((row) => [
          both(row.stage),
          both(row),
          row.share.numerator ?? t`few`,
          percent(row.share.ratio, i18n.locale),
          row.amount ?? '',
        ])}
      />
      <DataTable
        label={t`Lost journeys by reason and stage`}
        heads={[
          { id: 'reason', title: heads[1] ?? '' },
          { id: 'stage', title: heads[0] ?? '' },
          { id: 'count', title: heads[2] ?? '', end: true },
          { id: 'share', title: heads[3] ?? '', end: true },
          { id: 'amount', title: heads[4] ?? '', end: true, wide: true },
        ]}
      >
        {rows.slice(0, SHOWN).map((row) => (
          <tr key={`${row.stage.key} ${row.reason}`}>
            <th scope="row">{both(row)}</th>
            <td>{both(row.stage)}</td>
            <td className={endCell}>
              {row.share.numerator == null ? (
                t`few`
              ) : (
                <TextButton
                  aria-label={t`Lost in ${both(row.stage)} for “${both(row)}”: ${row.share.numerator}`}
                  onClick={() => open({ part: 'LOST', stage: row.stage.key, key: row.reason })}
                >
                  {row.share.numerator}
                </TextButton>
              )}
            </td>
            <td className={endCell}>{percent(row.share.ratio, i18n.locale)}</td>
            <td className={wideEndCell}>
              <Money cny={row.amount} />
            </td>
          </tr>
        ))}
      </DataTable>
      {rows.length > SHOWN && <p className={css.note}>{t`The ${SHOWN} most frequent; copy the table for all.`}</p>}
      {amount != null && (
        <p className={css.note}>
          {t`Expected of all that were lost:`} <Money cny={amount} />
        </p>
      )}
      <KpiMeaning definition={definition} />
    </>
  )
}
