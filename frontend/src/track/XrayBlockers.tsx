import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { graphql, useFragment } from 'react-relay'
import type { XrayBlockers_xray$key } from '../__generated__/XrayBlockers_xray.graphql'
import { useBoth } from '../book/journeyWords'
import { Failure } from '../relay/failure'
import { Button, TextButton } from '../ui/Button'
import { DataTable, endCell, wideCell, wideEndCell } from '../ui/DataTable'
import { EmptyState } from '../ui/EmptyState'
import { ErrorState } from '../ui/ErrorState'
import { CopyTable } from './CopyTable'
import { useOpen } from './useOpen'

const fragment = graphql`
  fragment XrayBlockers_xray on JourneyXray {
    blockers {
      kind
      key
      zh
      en
      journeys
      clients
      owners
      oldestDays
      stage {
        key
        zh
        en
      }
    }
  }
`
const SHOWN = 10

/** What open journeys wait for, what holds most of them first. */
export function XrayBlockers({ xray: ref }: { xray: XrayBlockers_xray$key }) {
  const { t } = useLingui()
  const both = useBoth()
  const open = useOpen()
  const [whole, setWhole] = useState(false)
  const { blockers } = useFragment(fragment, ref)
  if (!blockers) return <ErrorState failure={new Failure('FORBIDDEN', '')} />
  if (blockers.length === 0) return <EmptyState title={t`Nothing holds an open journey.`} />
  const kind = (code: string) => (code === 'task' ? t`Task` : t`Criterion`)
  const heads = [t`Waits for`, t`Stage`, t`Journeys`, t`Oldest`, t`Owners`, t`Kind`]
  return (
    <>
      <CopyTable
        heads={heads}
        rows={blockers.map((each) => [
          both(each),
          both(each.stage),
          String(each.journeys),
          t`${each.oldestDays} d`,
          String(each.owners),
          kind(each.kind),
        ])}
      />
      <DataTable
        label={t`What blocks whom now`}
        heads={[
          { id: 'what', title: heads[0] ?? '' },
          { id: 'count', title: heads[2] ?? '', end: true },
          { id: 'oldest', title: heads[3] ?? '', end: true },
          { id: 'stage', title: heads[1] ?? '' },
          { id: 'owners', title: heads[4] ?? '', end: true, wide: true },
          { id: 'kind', title: heads[5] ?? '', wide: true },
        ]}
      >
        {blockers.slice(0, whole ? undefined : SHOWN).map((each) => (
          <tr key={`${each.stage.key} ${each.kind} ${each.key}`}>
            <td>{both(each)}</td>
            <td className={endCell}>
              <TextButton
                aria-label={t`${each.journeys} wait for ${both(each)} in ${both(each.stage)}`}
                onClick={() => open({ part: 'BLOCKED', stage: each.stage.key, kind: each.kind, key: each.key })}
              >
                {each.journeys}
              </TextButton>
            </td>
            <td className={endCell}>{t`${each.oldestDays} d`}</td>
            <td>{both(each.stage)}</td>
            <td className={wideEndCell}>{each.owners}</td>
            <td className={wideCell}>{kind(each.kind)}</td>
          </tr>
        ))}
      </DataTable>
      {!whole && blockers.length > SHOWN && (
        <Button small onClick={() => setWhole(true)}>{t`Show all ${blockers.length}`}</Button>
      )}
    </>
  )
}
