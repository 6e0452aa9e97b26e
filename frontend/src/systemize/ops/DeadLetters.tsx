import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { graphql, useFragment } from 'react-relay'
import type { DeadLetters_ops$data, DeadLetters_ops$key } from '../../__generated__/DeadLetters_ops.graphql'
import { Badge } from '../../ui/Badge'
import { Button } from '../../ui/Button'
import { DataTable, endCell, wideCell } from '../../ui/DataTable'
import { Moment } from '../../ui/Moment'
import { DeadLetterDialog } from './DeadLetterDialog'
import css from './Ops.module.css'
import { useLetterActs } from './useLetterActs'
import { useOpsWords } from './useOpsWords'

const fragment = graphql`
  fragment DeadLetters_ops on Ops {
    deadLetterKinds {
      name
      error
      count
      oldestAt
      quarantined
    }
    deadLetters {
      id
      name
      error
      attempts
      at
      deadAt
      payload
    }
  }
`
type Kind = DeadLetters_ops$data['deadLetterKinds'][number]

/** Events that were given up, by what happened and how it failed; each kind opens to its events. */
export function DeadLetters({ ops, onChanged }: { ops: DeadLetters_ops$key; onChanged: () => void }) {
  const { t } = useLingui()
  const words = useOpsWords()
  const { deadLetterKinds: kinds, deadLetters: letters } = useFragment(fragment, ops)
  const [open, setOpen] = useState<Pick<Kind, 'name' | 'error'> | null>(null)
  const acts = useLetterActs(onChanged)
  if (kinds.length === 0) return <p className={css.none}>{t`Everything was delivered.`}</p>
  const of = (kind: Pick<Kind, 'name' | 'error'>) =>
    letters.filter(({ name, error }) => name === kind.name && error === kind.error)
  return (
    <>
      <DataTable
        label={t`Not delivered`}
        heads={[
          { id: 'name', title: t`Event` },
          { id: 'error', title: t`Fault`, wide: true },
          { id: 'count', title: t`Events`, end: true },
          { id: 'oldest', title: t`Oldest`, wide: true },
          { id: 'act', title: t`Actions`, end: true },
        ]}
      >
        {kinds.map((kind) => (
          <tr key={`${kind.name} ${kind.error}`}>
            <td>
              <span className={css.code}>{kind.name}</span>{' '}
              {kind.quarantined && <Badge hue="red">{t`In quarantine`}</Badge>}
            </td>
            <td className={wideCell}>
              <span className={css.code}>{kind.error ?? '—'}</span>
            </td>
            <td className={endCell}>{words.number(kind.count)}</td>
            <td className={wideCell}>
              <Moment at={kind.oldestAt} />
            </td>
            <td className={endCell}>
              <div className={css.acts}>
                <Button small aria-label={t`Look at ${kind.name}`} onClick={() => setOpen(kind)}>
                  {t`Look`}
                </Button>
                {acts.mayReplay && (
                  <Button
                    small
                    busy={acts.busy}
                    aria-label={t`Try all again: ${kind.name}`}
                    onClick={() => void acts.replay({ name: kind.name, error: kind.error })}
                  >
                    {t`Try all again`}
                  </Button>
                )}
              </div>
            </td>
          </tr>
        ))}
      </DataTable>
      {open && of(open).length > 0 && (
        <DeadLetterDialog
          name={open.name}
          error={open.error ?? null}
          letters={of(open)}
          onChanged={onChanged}
          onClose={() => setOpen(null)}
        />
      )}
    </>
  )
}
