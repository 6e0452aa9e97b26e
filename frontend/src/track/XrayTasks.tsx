import { useLingui } from '@lingui/react/macro'
import { graphql, useFragment } from 'react-relay'
import type { XrayTasks_tasks$key } from '../__generated__/XrayTasks_tasks.graphql'
import { useBoth } from '../book/journeyWords'
import { percent } from '../format/money'
import { TextButton } from '../ui/Button'
import { DataTable, endCell, wideEndCell } from '../ui/DataTable'
import { EmptyState } from '../ui/EmptyState'
import { CopyTable } from './CopyTable'
import { useOpen } from './useOpen'

const fragment = graphql`
  fragment XrayTasks_tasks on JourneyKeyTasks {
    stages {
      late
      waived
      open
      missed
      stage {
        key
        zh
        en
      }
      share {
        numerator
        denominator
        ratio
      }
    }
  }
`

/** Whether mandatory tasks were done in time, by stage, with what became of the others. */
export function XrayTasks({ tasks: ref }: { tasks: XrayTasks_tasks$key }) {
  const { t, i18n } = useLingui()
  const both = useBoth()
  const open = useOpen()
  const { stages } = useFragment(fragment, ref)
  if (stages.length === 0) return <EmptyState title={t`No mandatory task was due in this window.`} />
  const few = (count: number | null | undefined) => (count == null ? t`few` : String(count))
  const name = (stage: { zh: string; en: string } | null | undefined) => (stage ? both(stage) : '—')
  const heads = [t`Stage`, t`Due`, t`In time`, t`Done late`, t`Waived`, t`Open`, t`Cancelled late`]
  const rows = stages.map((each) => [
    name(each.stage),
    each.share.denominator ?? t`few`,
    percent(each.share.ratio, i18n.locale),
    few(each.late),
    few(each.waived),
    few(each.open),
    few(each.missed),
  ])
  return (
    <>
      <CopyTable heads={heads} rows={rows} />
      <DataTable
        label={t`Key tasks by stage`}
        heads={heads.map((title, n) => ({
          id: String(n),
          title,
          ...(n > 4 ? { end: true, wide: true } : n > 0 ? { end: true } : {}),
        }))}
      >
        {stages.map((each, n) => (
          <tr key={each.stage?.key ?? ''}>
            <th scope="row">
              <TextButton
                aria-label={t`Journeys with tasks of ${name(each.stage)} not done in time`}
                onClick={() => open({ part: 'UNDONE', ...(each.stage && { stage: each.stage.key }) })}
              >
                {name(each.stage)}
              </TextButton>
            </th>
            {rows[n]?.slice(1).map((text, m) => (
              <td key={m} className={m > 3 ? wideEndCell : endCell}>
                {text}
              </td>
            ))}
          </tr>
        ))}
      </DataTable>
    </>
  )
}
