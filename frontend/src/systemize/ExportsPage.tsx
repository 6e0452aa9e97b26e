import { useLingui } from '@lingui/react/macro'
import { useEffect, useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { ExportsPageCancelMutation } from '../__generated__/ExportsPageCancelMutation.graphql'
import type { ExportsPageDecideMutation } from '../__generated__/ExportsPageDecideMutation.graphql'
import type { ExportsPageDiscardMutation } from '../__generated__/ExportsPageDiscardMutation.graphql'
import type { ExportsPageOpenMutation } from '../__generated__/ExportsPageOpenMutation.graphql'
import type { ExportsPageQuery, ExportsPageQuery$data } from '../__generated__/ExportsPageQuery.graphql'
import type { ExportsPageWholeMutation } from '../__generated__/ExportsPageWholeMutation.graphql'
import { saveLink } from '../book/sendFile'
import { dateTime } from '../format/date'
import { count } from '../format/money'
import type { Failure } from '../relay/failure'
import { useChange } from '../relay/useChange'
import { Badge, type Hue, type Shape } from '../ui/Badge'
import { Button } from '../ui/Button'
import { DataTable, endCell } from '../ui/DataTable'
import { Dialog, DialogFooter, Stack } from '../ui/Dialog'
import { EmptyState } from '../ui/EmptyState'
import { FailureLine } from '../ui/ErrorState'
import { Moment } from '../ui/Moment'
import { Page } from '../ui/Page'
import { TextArea } from '../ui/TextField'
import { toast } from '../ui/Toasts'
import { useFailureText } from '../ui/useFailureText'
import { useRight } from '../viewer/Viewer'
import { ExportRules } from './ExportRules'
import css from './Systemize.module.css'

const query = graphql`
  query ExportsPageQuery {
    exportRules {
      rowsAlone
      keptDays
    }
    exports(first: 50) {
      totalCount
      nodes {
        id
        version
        relation
        list
        format
        columns
        filteredBy
        reason
        state
        rows
        progress
        leftOut
        size
        askedAt
        expiresAt
        fault
        decisionNote
        askedBy {
          name
        }
        decidedBy {
          name
        }
      }
    }
  }
`
const open = graphql`
  mutation ExportsPageOpenMutation($input: IdInput!) {
    openExport(input: $input) {
      url
    }
  }
`
const cancel = graphql`
  mutation ExportsPageCancelMutation($input: VersionedInput!) {
    cancelExport(input: $input) {
      id
      version
      state
    }
  }
`
const discard = graphql`
  mutation ExportsPageDiscardMutation($input: VersionedInput!) {
    discardExport(input: $input) {
      id
      version
      state
    }
  }
`
const whole = graphql`
  mutation ExportsPageWholeMutation($input: RequestFirmExportInput!) {
    requestFirmExport(input: $input) {
      id
      state
    }
  }
`
const decide = graphql`
  mutation ExportsPageDecideMutation($input: DecideExportInput!) {
    decideExport(input: $input) {
      id
      version
      state
    }
  }
`

type Shown = ExportsPageQuery$data['exports']['nodes'][number]
const UNDER_WAY = ['queued', 'running']
const LOOKS: Record<string, [Hue, Shape]> = {
  waiting: ['amber', 'half'],
  queued: ['blue', 'ring'],
  running: ['blue', 'half'],
  done: ['green', 'dot'],
  failed: ['red', 'cross'],
  refused: ['red', 'cross'],
  cancelled: ['neutral', 'bar'],
  expired: ['neutral', 'bar'],
}

/** What was exported, how far it is, and what waits for somebody to agree. */
export function ExportsPage() {
  const { t } = useLingui()
  const [fetchKey, setFetchKey] = useState(0)
  const { exports, exportRules } = useLazyLoadQuery<ExportsPageQuery>(
    query,
    {},
    { fetchPolicy: 'store-and-network', fetchKey },
  )
  const reload = () => setFetchKey((key) => key + 1)
  const [deciding, setDeciding] = useState<Shown | null>(null)
  const mayAskWhole = useRight('Mutation.requestFirmExport')
  const [asking, setAsking] = useState(false)
  const busy = exports.nodes.some((each) => UNDER_WAY.includes(each.state))
  useEffect(() => {
    if (!busy) return
    const timer = setInterval(() => setFetchKey((key) => key + 1), 1_000)
    return () => clearInterval(timer)
  }, [busy])
  return (
    <Page
      title={t`Exports`}
      actions={mayAskWhole && <Button onClick={() => setAsking(true)}>{t`All data of the firm…`}</Button>}
    >
      <ExportRules rules={exportRules} onChanged={reload} />
      {exports.nodes.length === 0 ? (
        <EmptyState scene="list" title={t`No exports yet.`}>
          {t`A list can be exported from the page that shows it.`}
        </EmptyState>
      ) : (
        <DataTable
          label={t`Exports`}
          heads={[
            { id: 'list', title: t`List` },
            { id: 'asked', title: t`Asked` },
            { id: 'reason', title: t`What for` },
            { id: 'state', title: t`State` },
            { id: 'rows', title: t`Rows`, end: true },
            { id: 'until', title: t`Kept until` },
            { id: 'action', title: '', end: true },
          ]}
        >
          {exports.nodes.map((each) => (
            <Line key={each.id} item={each} onChanged={reload} onDecide={() => setDeciding(each)} />
          ))}
        </DataTable>
      )}
      {asking && <WholeDialog onChanged={reload} onClose={() => setAsking(false)} />}
      {deciding && <DecideDialog item={deciding} onChanged={reload} onClose={() => setDeciding(null)} />}
    </Page>
  )
}

function useWords() {
  const { t } = useLingui()
  const lists: Record<string, string> = {
    clients: t`Clients`,
    tasks: t`Tasks`,
    products: t`Products`,
    households: t`Households`,
    holdings: t`Holdings`,
    transactions: t`Transactions`,
    unitBreaks: t`Unit differences`,
    paymentDifferences: t`Payments that differ`,
    feeDifferences: t`Fees that differ`,
    firm: t`All data of the firm`,
  }
  const states: Record<string, string> = {
    waiting: t`Waits for approval`,
    queued: t`Waiting for its turn`,
    running: t`Being made`,
    done: t`Ready`,
    failed: t`Failed`,
    refused: t`Refused`,
    cancelled: t`Cancelled`,
    expired: t`Expired`,
  }
  const faults: Record<string, string> = {
    export_rights: t`The rights changed while it was made.`,
    export_right: t`A column may not be exported any more.`,
  }
  return {
    list: (key: string) => lists[key] ?? key,
    state: (key: string) => states[key] ?? key,
    fault: (key: string) => faults[key] ?? t`The list could not be read.`,
  }
}

function Line({ item, onChanged, onDecide }: { item: Shown; onChanged: () => void; onDecide: () => void }) {
  const { t, i18n } = useLingui()
  const words = useWords()
  const failureText = useFailureText()
  const mayDecide = useRight('Mutation.decideExport')
  const [take, taking] = useChange<ExportsPageOpenMutation>(open)
  const [stop, stopping] = useChange<ExportsPageCancelMutation>(cancel)
  const [drop, dropping] = useChange<ExportsPageDiscardMutation>(discard)
  const own = item.relation === 'OWN'
  const [hue, shape] = LOOKS[item.state] ?? ['neutral', 'bar']
  const failed = (failure: Failure) => toast(failure.message || failureText(failure).title, 'bad')
  const versioned = { input: { id: item.id, version: item.version } }
  const change = async (run: () => Promise<{ ok: true } | { ok: false; failure: Failure }>) => {
    const outcome = await run()
    if (!outcome.ok) failed(outcome.failure)
    onChanged()
  }
  const download = async () => {
    const outcome = await take({ input: { id: item.id } })
    if (!outcome.ok) return failed(outcome.failure)
    const url = outcome.data.openExport?.url
    if (url) saveLink(url)
  }
  const done = item.state === 'done'
  const running = item.state === 'running'
  const name = `${words.list(item.list)}, ${dateTime(item.askedAt)}`
  return (
    <tr>
      <td>
        {words.list(item.list)} <small>{item.format.toUpperCase()}</small>
        {item.filteredBy.length > 0 && <div className={css.mono}>{item.filteredBy.join(', ')}</div>}
      </td>
      <td>
        <Moment at={item.askedAt} />
        {!own && <div>{item.askedBy?.name ?? '—'}</div>}
      </td>
      <td>{item.reason}</td>
      <td>
        <Badge hue={hue} shape={shape}>
          {words.state(item.state)}
        </Badge>
        {item.fault && <div>{words.fault(item.fault)}</div>}
        {item.decisionNote && (
          <div>
            {item.decidedBy?.name}: {item.decisionNote}
          </div>
        )}
        {running && (
          <div>
            <progress
              aria-label={t`Progress of ${name}`}
              max={item.rows > 0 ? item.rows : undefined}
              value={item.rows > 0 ? item.progress : undefined}
            />
          </div>
        )}
      </td>
      <td className={endCell}>
        {done || running || item.state === 'expired'
          ? count(item.progress, i18n.locale)
          : item.rows < 0
            ? t`more than ${count(10_000, i18n.locale)}`
            : count(item.rows, i18n.locale)}
        {item.leftOut > 0 && <div>{t`${count(item.leftOut, i18n.locale)} left out`}</div>}
      </td>
      <td>{done ? <Moment at={item.expiresAt} exact /> : '—'}</td>
      <td className={endCell}>
        {own && done && (
          <>
            <Button small look="primary" busy={taking} onClick={() => void download()} aria-label={t`Download ${name}`}>
              {t`Download`}
            </Button>{' '}
            <Button
              small
              look="quiet"
              busy={dropping}
              onClick={() => void change(() => drop(versioned))}
              aria-label={t`Throw away ${name}`}
            >
              {t`Throw away`}
            </Button>
          </>
        )}
        {own && ['waiting', ...UNDER_WAY].includes(item.state) && (
          <Button
            small
            busy={stopping}
            onClick={() => void change(() => stop(versioned))}
            aria-label={t`Cancel ${name}`}
          >
            {t`Cancel`}
          </Button>
        )}
        {!own && mayDecide && item.state === 'waiting' && (
          <Button small look="primary" onClick={onDecide} aria-label={t`Decide about ${name}`}>
            {t`Decide…`}
          </Button>
        )}
      </td>
    </tr>
  )
}

function WholeDialog({ onChanged, onClose }: { onChanged: () => void; onClose: () => void }) {
  const { t } = useLingui()
  const [ask, busy] = useChange<ExportsPageWholeMutation>(whole)
  const [reason, setReason] = useState('')
  const [failure, setFailure] = useState<Failure | null>(null)
  const submit = async () => {
    setFailure(null)
    const outcome = await ask({ input: { reason: reason.trim() } })
    if (!outcome.ok) return setFailure(outcome.failure)
    onChanged()
    onClose()
  }
  return (
    <Dialog title={t`All data of the firm`} open onClose={onClose} size={460}>
      <Stack>
        <p>{t`A ZIP of JSON lines with a description, sums and all documents. Personal numbers are in the clear.`}</p>
        <p>{t`Somebody else has to agree.`}</p>
        <TextArea
          label={t`What for`}
          required
          data-autofocus
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <FailureLine failure={failure} />
      </Stack>
      <DialogFooter>
        <Button onClick={onClose}>{t`Cancel`}</Button>
        <Button look="primary" busy={busy} disabled={reason.trim().length < 4} onClick={() => void submit()}>
          {t`Ask for it`}
        </Button>
      </DialogFooter>
    </Dialog>
  )
}

function DecideDialog({ item, onChanged, onClose }: { item: Shown; onChanged: () => void; onClose: () => void }) {
  const { t, i18n } = useLingui()
  const words = useWords()
  const [run, busy] = useChange<ExportsPageDecideMutation>(decide)
  const [note, setNote] = useState('')
  const [failure, setFailure] = useState<Failure | null>(null)
  const answer = async (approve: boolean) => {
    setFailure(null)
    const outcome = await run({ input: { id: item.id, version: item.version, approve, note: note.trim() || null } })
    if (!outcome.ok) return setFailure(outcome.failure)
    onChanged()
    onClose()
  }
  const rows = item.rows < 0 ? t`more than ${count(10_000, i18n.locale)}` : count(item.rows, i18n.locale)
  const who = item.askedBy?.name ?? '—'
  return (
    <Dialog title={t`An export waits for you`} open onClose={onClose} size={460}>
      <Stack>
        <p>{t`${who} asks for ${words.list(item.list)}: ${rows} rows, ${item.columns.length} columns.`}</p>
        <p>{t`What for: ${item.reason}`}</p>
        <TextArea
          label={t`Note`}
          hint={t`Needed for a refusal.`}
          data-autofocus
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
          error={failure?.field === 'note' ? failure.message : undefined}
        />
        {failure && failure.field !== 'note' && <FailureLine failure={failure} />}
      </Stack>
      <DialogFooter>
        <Button look="danger" busy={busy} onClick={() => void answer(false)}>
          {t`Refuse`}
        </Button>
        <Button look="primary" busy={busy} onClick={() => void answer(true)}>
          {t`Agree`}
        </Button>
      </DialogFooter>
    </Dialog>
  )
}
