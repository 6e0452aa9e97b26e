import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { graphql, useFragment } from 'react-relay'
import type { OpsQueues_ops$data, OpsQueues_ops$key } from '../../__generated__/OpsQueues_ops.graphql'
import { Badge } from '../../ui/Badge'
import { Button } from '../../ui/Button'
import { DataTable, endCell, wideCell, wideEndCell } from '../../ui/DataTable'
import { Moment } from '../../ui/Moment'
import { useRight } from '../../viewer/Viewer'
import css from './Ops.module.css'
import { PauseDialog } from './PauseDialog'
import { useOpsWords } from './useOpsWords'
import { usePause } from './usePause'

const fragment = graphql`
  fragment OpsQueues_ops on Ops {
    queues {
      key
      kind
      waiting
      due
      late
      lagSeconds
      nextAt
      pause {
        reason
        at
        by {
          name
        }
      }
    }
  }
`
type Queue = OpsQueues_ops$data['queues'][number]

/** What waits, by kind, with what lets it rest and go on. */
export function OpsQueues({ ops, onChanged }: { ops: OpsQueues_ops$key; onChanged: () => void }) {
  const { t } = useLingui()
  const words = useOpsWords()
  const { queues } = useFragment(fragment, ops)
  const [asking, setAsking] = useState<string | null>(null)
  const { resume, busy } = usePause(onChanged)
  const mayPause = useRight('Mutation.pauseWork')
  const mayResume = useRight('Mutation.resumeWork')
  // Runs and timers rest together: one of them has the button.
  const leads = (queue: Queue) => queues.find(({ kind }) => kind === queue.kind) === queue
  return (
    <>
      <DataTable
        label={t`Queues`}
        heads={[
          { id: 'queue', title: t`Queue` },
          { id: 'waiting', title: t`Waiting`, end: true },
          { id: 'due', title: t`Due now`, end: true, wide: true },
          { id: 'late', title: t`Late`, end: true },
          { id: 'lag', title: t`Oldest due for`, wide: true },
          { id: 'next', title: t`Next`, wide: true },
          { id: 'act', title: t`Actions`, end: true },
        ]}
      >
        {queues.map((queue) => (
          <tr key={queue.key}>
            <td>
              {words.queue(queue.key)} {queue.pause && <Badge hue="amber">{t`Rests`}</Badge>}
              {queue.pause && leads(queue) && (
                <span className={css.line}>
                  {queue.pause.reason} · {queue.pause.by?.name ?? '—'} · <Moment at={queue.pause.at} />
                </span>
              )}
            </td>
            <td className={endCell}>{words.number(queue.waiting)}</td>
            <td className={wideEndCell}>{words.number(queue.due)}</td>
            <td className={endCell}>
              {queue.late > 0 && !queue.pause ? (
                <Badge hue="red">{words.number(queue.late)}</Badge>
              ) : (
                words.number(queue.late)
              )}
            </td>
            <td className={wideCell}>{queue.due > 0 ? words.lag(queue.lagSeconds) : '—'}</td>
            <td className={wideCell}>
              <Moment at={queue.nextAt} />
            </td>
            <td className={endCell}>
              {queue.kind && leads(queue) && queue.pause && mayResume && (
                <Button
                  small
                  look="primary"
                  busy={busy}
                  aria-label={t`Go on: ${words.kind(queue.kind)}`}
                  onClick={() => void resume(queue.kind ?? '')}
                >
                  {t`Go on`}
                </Button>
              )}
              {queue.kind && leads(queue) && !queue.pause && mayPause && (
                <Button
                  small
                  aria-label={t`Let rest: ${words.kind(queue.kind)}`}
                  onClick={() => setAsking(queue.kind ?? null)}
                >
                  {t`Let rest…`}
                </Button>
              )}
            </td>
          </tr>
        ))}
      </DataTable>
      {asking && <PauseDialog kind={asking} onChanged={onChanged} onClose={() => setAsking(null)} />}
    </>
  )
}
