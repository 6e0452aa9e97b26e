import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { graphql, useFragment } from 'react-relay'
import type { DrawdownClients_episode$key } from '../__generated__/DrawdownClients_episode.graphql'
import type { DrawdownClientsDoneMutation } from '../__generated__/DrawdownClientsDoneMutation.graphql'
import type { DrawdownClientsReopenMutation } from '../__generated__/DrawdownClientsReopenMutation.graphql'
import { Fall } from '../book/Fall'
import { useWords } from '../book/words'
import { paths } from '../paths'
import type { Failure } from '../relay/failure'
import { useChange } from '../relay/useChange'
import { Badge } from '../ui/Badge'
import { Button } from '../ui/Button'
import { DataTable, endCell, wideCell, wideEndCell } from '../ui/DataTable'
import { Dialog, DialogFooter, Stack } from '../ui/Dialog'
import { FailureLine } from '../ui/ErrorState'
import { Link } from '../ui/Link'
import { Money } from '../ui/Money'
import { Section } from '../ui/Page'
import { TextField } from '../ui/TextField'
import { toast } from '../ui/Toasts'
import { Toggle } from '../ui/Toggle'
import { useRight } from '../viewer/Viewer'
import { useTierName } from './useTierName'

const fragment = graphql`
  fragment DrawdownClients_episode on DrawdownEpisode {
    clients {
      id
      fall
      level
      value
      loss
      basis
      client {
        id
        name
        tier {
          key
        }
        owner {
          name
        }
      }
      task {
        id
        version
        state
      }
    }
  }
`
const done = graphql`
  mutation DrawdownClientsDoneMutation($input: CompleteTaskInput!) {
    completeTask(input: $input) {
      id
      version
      state
    }
  }
`
const again = graphql`
  mutation DrawdownClientsReopenMutation($input: VersionedInput!) {
    reopenTask(input: $input) {
      id
      version
      state
    }
  }
`
type Task = { readonly id: string; readonly version: number }

/** Whom a drawdown concerns, the highest tier and the largest loss first; several are marked as contacted at once. */
export function DrawdownClients({ episode, onDone }: { episode: DrawdownClients_episode$key; onDone: () => void }) {
  const { t } = useLingui()
  const { word } = useWords()
  const tierName = useTierName()
  const { clients } = useFragment(fragment, episode)
  const may = useRight('Mutation.completeTask')
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set())
  const [asking, setAsking] = useState(false)
  const open = clients.flatMap(({ task }) => (task?.state === 'open' ? [task] : []))
  const chosen = open.filter((task) => picked.has(task.id))
  const pick = (id: string, on: boolean) =>
    setPicked((before) => new Set(on ? [...before, id] : [...before].filter((each) => each !== id)))
  const basis: Record<string, string> = {
    purchase: t`since the purchase`,
    product: t`from the fund's high`,
    cost: t`against cost`,
  }
  return (
    <Section
      title={t`Clients (${clients.length})`}
      actions={
        may &&
        open.length > 0 && (
          <>
            <Button
              small
              look="quiet"
              onClick={() => setPicked(new Set(chosen.length ? [] : open.map((task) => task.id)))}
            >
              {chosen.length ? t`Choose none` : t`Choose all that wait`}
            </Button>
            <Button small aria-haspopup="dialog" disabled={chosen.length === 0} onClick={() => setAsking(true)}>
              {t`Mark ${chosen.length} as contacted…`}
            </Button>
          </>
        )
      }
    >
      <DataTable
        label={t`Clients`}
        heads={[
          { id: 'client', title: t`Client` },
          { id: 'fall', title: t`Fall` },
          { id: 'loss', title: t`Loss`, end: true },
          { id: 'tier', title: t`Tier`, wide: true },
          { id: 'value', title: t`Holds`, end: true, wide: true },
          { id: 'basis', title: t`Measured`, wide: true },
          { id: 'owner', title: t`Owner`, wide: true },
          { id: 'task', title: t`Talk` },
        ]}
      >
        {clients.map((row) => (
          <tr key={row.id}>
            <td>{row.client ? <Link to={paths.client(row.client.id)}>{row.client.name ?? '—'}</Link> : '—'}</td>
            <td>
              <Fall ratio={row.fall} level={row.level} />
            </td>
            <td className={endCell}>
              <Money cny={row.loss} />
            </td>
            <td className={wideCell}>{tierName(row.client?.tier?.key)}</td>
            <td className={wideEndCell}>
              <Money cny={row.value} />
            </td>
            <td className={wideCell}>{basis[row.basis] ?? row.basis}</td>
            <td className={wideCell}>{row.client?.owner?.name ?? '—'}</td>
            <td>
              {row.task?.state === 'open' && may ? (
                <Toggle
                  label={<Link to={paths.tasks({ task: row.task.id })}>{t`To be talked with`}</Link>}
                  checked={picked.has(row.task.id)}
                  onChange={(on) => row.task && pick(row.task.id, on)}
                />
              ) : row.task ? (
                <Badge hue={row.task.state === 'done' ? 'green' : 'neutral'} shape="dot">
                  {row.task.state === 'done' ? t`Contacted` : word('taskStates', row.task.state)}
                </Badge>
              ) : (
                t`No task`
              )}
            </td>
          </tr>
        ))}
      </DataTable>
      {asking && (
        <ContactedDialog
          tasks={chosen}
          onClose={() => setAsking(false)}
          onDone={() => {
            setPicked(new Set())
            onDone()
          }}
        />
      )}
    </Section>
  )
}

function ContactedDialog({
  tasks,
  onClose,
  onDone,
}: {
  tasks: readonly Task[]
  onClose: () => void
  onDone: () => void
}) {
  const { t } = useLingui()
  const [complete, busy] = useChange<DrawdownClientsDoneMutation>(done)
  const [reopen] = useChange<DrawdownClientsReopenMutation>(again)
  const [outcome, setOutcome] = useState('')
  const [failure, setFailure] = useState<Failure | null>(null)
  const save = async () => {
    const finished: Task[] = []
    let failed: Failure | null = null
    for (const task of tasks) {
      const answer = await complete({ input: { id: task.id, version: task.version, outcome } })
      if (answer.ok && answer.data.completeTask) finished.push(answer.data.completeTask)
      else if (!answer.ok) failed = answer.failure
    }
    onDone()
    if (failed) return setFailure(failed)
    toast(t`${finished.length} clients are marked as contacted.`, {
      action: {
        label: t`Undo`,
        run: () => void Promise.all(finished.map(({ id, version }) => reopen({ input: { id, version } }))).then(onDone),
      },
    })
    onClose()
  }
  return (
    <Dialog title={t`Mark ${tasks.length} clients as contacted?`} open onClose={onClose} size={440}>
      <Stack>
        <TextField
          label={t`What was said`}
          required
          maxLength={2000}
          value={outcome}
          onChange={(event) => setOutcome(event.currentTarget.value)}
        />
        <FailureLine failure={failure} />
      </Stack>
      <DialogFooter>
        <Button onClick={onClose}>{t`Cancel`}</Button>
        <Button look="primary" busy={busy} disabled={outcome.trim() === ''} onClick={() => void save()}>
          {t`Mark as contacted`}
        </Button>
      </DialogFooter>
    </Dialog>
  )
}
