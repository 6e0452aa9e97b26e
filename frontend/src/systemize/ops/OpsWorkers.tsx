import { useLingui } from '@lingui/react/macro'
import { graphql, useFragment } from 'react-relay'
import type { OpsWorkers_ops$key } from '../../__generated__/OpsWorkers_ops.graphql'
import { Badge } from '../../ui/Badge'
import { DataTable, endCell, wideCell, wideEndCell } from '../../ui/DataTable'
import { Moment } from '../../ui/Moment'
import css from './Ops.module.css'
import { useOpsWords } from './useOpsWords'

const fragment = graphql`
  fragment OpsWorkers_ops on Ops {
    workers {
      name
      at
      startedAt
      sweptAt
      schema
      delivered
      failed
      dead
      faults
    }
    versions {
      schema
    }
  }
`

/** The workers that live, and what each did since its start. */
export function OpsWorkers({ ops }: { ops: OpsWorkers_ops$key }) {
  const { t } = useLingui()
  const words = useOpsWords()
  const { workers, versions } = useFragment(fragment, ops)
  if (!workers?.length) return <p className={css.none}>{t`No worker has told of itself.`}</p>
  return (
    <DataTable
      label={t`Workers`}
      heads={[
        { id: 'name', title: t`Worker` },
        { id: 'at', title: t`Heartbeat` },
        { id: 'swept', title: t`Last sweep`, wide: true },
        { id: 'started', title: t`Started`, wide: true },
        { id: 'delivered', title: t`Delivered`, end: true },
        { id: 'failed', title: t`Failed attempts`, end: true, wide: true },
        { id: 'faults', title: t`Faults of servers`, end: true, wide: true },
      ]}
    >
      {workers.map((worker) => (
        <tr key={worker.name}>
          <td>
            <span className={css.code}>{worker.name}</span>{' '}
            {worker.schema !== versions.schema && <Badge hue="amber">{t`Other version`}</Badge>}
          </td>
          <td>
            <Moment at={worker.at} />
          </td>
          <td className={wideCell}>
            <Moment at={worker.sweptAt} />
          </td>
          <td className={wideCell}>
            <Moment at={worker.startedAt} />
          </td>
          <td className={endCell}>{words.number(worker.delivered)}</td>
          <td className={wideEndCell}>{words.number(worker.failed)}</td>
          <td className={wideEndCell}>{words.number(worker.faults)}</td>
        </tr>
      ))}
    </DataTable>
  )
}
