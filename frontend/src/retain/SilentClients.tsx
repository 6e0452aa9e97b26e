import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { SilentClientsCloseMutation } from '../__generated__/SilentClientsCloseMutation.graphql'
import type { SilentClientsQuery, SilentClientsQuery$data } from '../__generated__/SilentClientsQuery.graphql'
import { useSilenceWord } from '../book/silenceWords'
import { date, dayOf, daysBetween } from '../format/date'
import { paths } from '../paths'
import type { Failure } from '../relay/failure'
import { useChange } from '../relay/useChange'
import { Badge } from '../ui/Badge'
import { Button, TextButton } from '../ui/Button'
import { Choice } from '../ui/Choice'
import { DataTable, endCell, wideCell } from '../ui/DataTable'
import { Dialog, DialogFooter, Stack } from '../ui/Dialog'
import { EmptyState } from '../ui/EmptyState'
import { FailureLine } from '../ui/ErrorState'
import { FilterBar } from '../ui/FilterBar'
import { Link } from '../ui/Link'
import { TextField } from '../ui/TextField'
import { toast } from '../ui/Toasts'
import { Toggle } from '../ui/Toggle'
import { useSearchValues, useSetSearch } from '../viewer/url'
import { useRight, useViewer } from '../viewer/Viewer'
import css from './Signals.module.css'
import { useTierName } from './useTierName'

const query = graphql`
  query SilentClientsQuery($view: String!, $owner: ID) {
    silences(view: $view, owner: $owner) {
      id
      state
      since
      step
      steps
      note
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
        title
        state
      }
    }
  }
`
const close = graphql`
  mutation SilentClientsCloseMutation($input: CloseSilenceInput!) {
    closeSilence(input: $input) {
      id
    }
  }
`
const VIEWS = ['open', 'closed', 'ended']
type Row = SilentClientsQuery$data['silences'][number]

/** Clients nobody hears from, the highest tier and the longest silence first, with the flow that wakes them. */
export function SilentClients() {
  const { t } = useLingui()
  const word = useSilenceWord()
  const tierName = useTierName()
  const { user } = useViewer()
  const values = useSearchValues()
  const setSearch = useSetSearch()
  const may = useRight('Mutation.closeSilence')
  const [turn, setTurn] = useState(0)
  const [closing, setClosing] = useState<Row | null>(null)
  const view = VIEWS.includes(values.view ?? '') ? (values.view ?? 'open') : 'open'
  const mine = values.of === 'mine'
  const { silences } = useLazyLoadQuery<SilentClientsQuery>(
    query,
    { view, owner: mine ? (user?.id ?? null) : null },
    { fetchPolicy: 'store-and-network', fetchKey: turn },
  )
  const today = dayOf(new Date())
  return (
    <>
      <FilterBar flush>
        <Choice
          label={t`State`}
          value={view}
          onChange={(next) => setSearch({ view: next === 'open' ? null : next })}
          items={[
            { value: 'open', label: t({ message: 'Silent', context: 'clients' }) },
            { value: 'closed', label: t`Given up` },
            { value: 'ended', label: t`Over` },
          ]}
        />
        <Toggle label={t`My clients alone`} checked={mine} onChange={(on) => setSearch({ of: on ? 'mine' : null })} />
      </FilterBar>
      {silences.length === 0 ? (
        <EmptyState scene="list" title={view === 'open' ? t`Every client has been heard from.` : t`None.`} />
      ) : (
        <DataTable
          label={t`Silent clients`}
          heads={[
            { id: 'client', title: t`Client` },
            { id: 'days', title: t`Days`, end: true },
            { id: 'state', title: t`State` },
            { id: 'since', title: t`Last contact`, wide: true },
            { id: 'tier', title: t`Tier`, wide: true },
            { id: 'owner', title: t`Owner`, wide: true },
            { id: 'task', title: t`Task`, wide: true },
            ...(may && view === 'open' ? [{ id: 'do', title: '' }] : []),
          ]}
        >
          {silences.map((row) => (
            <tr key={row.id}>
              <td>
                {row.client ? <Link to={paths.client(row.client.id, 'signals')}>{row.client.name ?? '—'}</Link> : '—'}
              </td>
              <td className={endCell}>{daysBetween(row.since, today)}</td>
              <td>
                <Badge hue={row.state === 'answered' ? 'green' : 'amber'} shape="half">
                  {row.state === 'wake_running' ? t`Step ${row.step} of ${row.steps}` : word(row.state)}
                </Badge>
              </td>
              <td className={wideCell}>{date(row.since)}</td>
              <td className={wideCell}>{tierName(row.client?.tier?.key)}</td>
              <td className={wideCell}>{row.client?.owner?.name ?? '—'}</td>
              <td className={wideCell}>
                {row.note ?? (row.task ? <Link to={paths.tasks({ task: row.task.id })}>{row.task.title}</Link> : '—')}
              </td>
              {may && view === 'open' && (
                <td className={endCell}>
                  <TextButton onClick={() => setClosing(row)}>{t`Give up…`}</TextButton>
                </td>
              )}
            </tr>
          ))}
        </DataTable>
      )}
      {closing && (
        <GiveUpDialog row={closing} onClose={() => setClosing(null)} onClosed={() => setTurn((n) => n + 1)} />
      )}
    </>
  )
}

function GiveUpDialog({ row, onClose, onClosed }: { row: Row; onClose: () => void; onClosed: () => void }) {
  const { t } = useLingui()
  const [run, busy] = useChange<SilentClientsCloseMutation>(close)
  const [note, setNote] = useState('')
  const [failure, setFailure] = useState<Failure | null>(null)
  const name = row.client?.name ?? '—'
  const save = async () => {
    const outcome = await run({ input: { id: row.id, note } })
    if (!outcome.ok) return setFailure(outcome.failure)
    toast(t`The wake-up of ${name} has ended.`)
    onClosed()
    onClose()
  }
  return (
    <Dialog title={t`End the wake-up of ${name}?`} open onClose={onClose} size={440}>
      <Stack>
        <p className={css.meta}>
          {t`Its open task is withdrawn. The client is woken again only after he was heard from and fell silent anew.`}
        </p>
        <TextField
          label={t`What was tried, and why it ends`}
          required
          maxLength={400}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        <FailureLine failure={failure} />
      </Stack>
      <DialogFooter>
        <Button onClick={onClose}>{t`Cancel`}</Button>
        <Button look="primary" busy={busy} disabled={note.trim() === ''} onClick={() => void save()}>
          {t`End it`}
        </Button>
      </DialogFooter>
    </Dialog>
  )
}
