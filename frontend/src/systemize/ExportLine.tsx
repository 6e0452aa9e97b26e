import { useLingui } from '@lingui/react/macro'
import { graphql } from 'react-relay'
import type { ExportLineCancelMutation } from '../__generated__/ExportLineCancelMutation.graphql'
import type { ExportLineDiscardMutation } from '../__generated__/ExportLineDiscardMutation.graphql'
import type { ExportLineOpenMutation } from '../__generated__/ExportLineOpenMutation.graphql'
import { saveLink } from '../book/sendFile'
import { dateTime } from '../format/date'
import { count } from '../format/money'
import type { Failure } from '../relay/failure'
import { useChange } from '../relay/useChange'
import { Badge, type Hue, type Shape } from '../ui/Badge'
import { Button } from '../ui/Button'
import { endCell } from '../ui/DataTable'
import { Moment } from '../ui/Moment'
import { toast } from '../ui/Toasts'
import { useFailureText } from '../ui/useFailureText'
import { useRight } from '../viewer/Viewer'
import type { ShownExport } from './ExportsPage'
import { UNDER_WAY, useExportWords } from './exportWords'
import css from './Systemize.module.css'

const open = graphql`
  mutation ExportLineOpenMutation($input: IdInput!) {
    openExport(input: $input) {
      url
    }
  }
`
const cancel = graphql`
  mutation ExportLineCancelMutation($input: VersionedInput!) {
    cancelExport(input: $input) {
      id
      version
      state
    }
  }
`
const discard = graphql`
  mutation ExportLineDiscardMutation($input: VersionedInput!) {
    discardExport(input: $input) {
      id
      version
      state
    }
  }
`
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

/** One export: what it is, how far it is, and what can be done with it. */
export function ExportLine({
  item,
  onChanged,
  onDecide,
}: {
  item: ShownExport
  onChanged: () => void
  onDecide: () => void
}) {
  const { t, i18n } = useLingui()
  const words = useExportWords()
  const failureText = useFailureText()
  const mayDecide = useRight('Mutation.decideExport')
  const [take, taking] = useChange<ExportLineOpenMutation>(open)
  const [stop, stopping] = useChange<ExportLineCancelMutation>(cancel)
  const [drop, dropping] = useChange<ExportLineDiscardMutation>(discard)
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
