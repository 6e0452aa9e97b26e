import { useLingui } from '@lingui/react/macro'
import { graphql, useFragment } from 'react-relay'
import type { XrayTeams_xray$data, XrayTeams_xray$key } from '../__generated__/XrayTeams_xray.graphql'
import { useBoth } from '../book/journeyWords'
import { KpiMeaning } from '../book/KpiMeaning'
import { percent } from '../format/money'
import { Badge } from '../ui/Badge'
import { TextButton } from '../ui/Button'
import { Chart } from '../ui/chart/Chart'
import { DataTable, endCell, wideEndCell } from '../ui/DataTable'
import { EmptyState } from '../ui/EmptyState'
import { useSetSearch } from '../viewer/url'
import { CopyTable } from './CopyTable'
import { openedText } from './xraySearch'

const fragment = graphql`
  fragment XrayTeams_xray on JourneyXray {
    days
    weakRule {
      ...KpiMeaning_definition
    }
    teams {
      weak
      medianDays
      open
      openDays
      team {
        id
        name
      }
      stage {
        key
        zh
        en
        place
      }
      share {
        numerator
        denominator
        ratio
      }
      others {
        ratio
      }
    }
  }
`
type Row = XrayTeams_xray$data['teams'][number]

/** Conversion of each stage by team, with the links that are weak beyond chance. */
export function XrayTeams({ xray: ref }: { xray: XrayTeams_xray$key }) {
  const { t, i18n } = useLingui()
  const both = useBoth()
  const setSearch = useSetSearch()
  const { days, teams: rows, weakRule } = useFragment(fragment, ref)
  if (rows.length === 0) return <EmptyState title={t`No team had journeys in this window.`} />
  const show = (ratio: string | null | undefined) => percent(ratio, i18n.locale)
  const teams = [...new Set(rows.map((row) => row.team?.name ?? '—'))]
  const stages = [...new Map(rows.map((row) => [row.stage.key, row.stage])).values()].sort((a, b) => a.place - b.place)
  const at = (team: string, stage: string) =>
    rows.find((row) => (row.team?.name ?? '—') === team && row.stage.key === stage)
  const weak = rows.filter((row) => row.weak)
  // The others only where they are near enough to compare: those with a share, the lowest first.
  const listed = [...weak, ...rows.filter((row) => !row.weak && row.share.ratio != null).sort(byGap)].slice(0, 10)
  const open = (row: Row) =>
    setSearch(
      { team: row.team?.id ?? null, behind: openedText({ part: 'STAYED', stage: row.stage.key }) },
      { push: true },
    )
  const heads = [
    t`Team`,
    t`Stage`,
    t`Go on within ${days} days`,
    t`Others`,
    t`Median`,
    t`There now`,
    t`Waiting (median)`,
  ]
  const told = (row: Row) => [
    row.team?.name ?? '—',
    both(row.stage),
    show(row.share.ratio),
    show(row.others.ratio),
    row.medianDays == null ? '—' : t`${row.medianDays} d`,
    String(row.open),
    row.openDays == null ? '—' : t`${row.openDays} d`,
  ]
  const [first] = weak
  return (
    <>
      <Chart
        title={t`Go on within ${days} days, by team and stage`}
        summary={
          first
            ? t`Weak link: ${first.team?.name ?? '—'} in ${both(first.stage)}, ${show(first.share.ratio)} against ${show(first.others.ratio)} of the others.`
            : t`No team is weaker than the others beyond chance.`
        }
        spec={{
          kind: 'heat',
          unit: 'percent',
          columns: stages.map(both),
          rows: teams,
          values: teams.map((team) => stages.map(({ key }) => at(team, key)?.share.ratio ?? null)),
        }}
        onPick={(mark) => {
          const stage = stages.find((each) => both(each) === mark.series)
          const row = stage && at(mark.name, stage.key)
          if (row) open(row)
        }}
      />
      <CopyTable heads={heads} rows={rows.map(told)} />
      <DataTable
        label={t`Teams beside each other`}
        heads={heads.map((title, n) => ({
          id: String(n),
          title,
          ...(n > 3 ? { end: true, wide: true } : n > 1 ? { end: true } : {}),
        }))}
      >
        {listed.map((row) => (
          <tr key={`${row.team?.id} ${row.stage.key}`}>
            <th scope="row">
              <TextButton
                aria-label={t`Who did not go on: ${row.team?.name ?? '—'}, ${both(row.stage)}`}
                onClick={() => open(row)}
              >
                {row.team?.name ?? '—'}
              </TextButton>{' '}
              {row.weak && <Badge hue="red">{t`Weak link`}</Badge>}
            </th>
            {told(row)
              .slice(1)
              .map((text, m) => (
                <td key={m} className={m > 2 ? wideEndCell : m > 0 ? endCell : undefined}>
                  {text}
                </td>
              ))}
          </tr>
        ))}
      </DataTable>
      <KpiMeaning definition={weakRule} />
    </>
  )
}

/** Those furthest below the others first. */
const byGap = (one: Row, other: Row): number =>
  Number(one.share.ratio) -
  Number(one.others.ratio ?? 0) -
  (Number(other.share.ratio) - Number(other.others.ratio ?? 0))
