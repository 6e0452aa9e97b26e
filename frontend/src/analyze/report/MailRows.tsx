import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { MailRowsNowMutation } from '../../__generated__/MailRowsNowMutation.graphql'
import type { MailRowsQuery, MailRowsQuery$data } from '../../__generated__/MailRowsQuery.graphql'
import type { MailRowsUpdateMutation } from '../../__generated__/MailRowsUpdateMutation.graphql'
import { paths } from '../../paths'
import type { Failure } from '../../relay/failure'
import { useChange } from '../../relay/useChange'
import { Badge } from '../../ui/Badge'
import { Button, TextButton } from '../../ui/Button'
import { DataTable, endCell, wideCell } from '../../ui/DataTable'
import { EmptyState } from '../../ui/EmptyState'
import { FailureLine } from '../../ui/ErrorState'
import { Link } from '../../ui/Link'
import { Menu, MenuItem } from '../../ui/Menu'
import { Moment } from '../../ui/Moment'
import { toast } from '../../ui/Toasts'
import { MailDialog } from './MailDialog'
import { MailHistory } from './MailHistory'
import { useMailWords } from './useMailWords'
import { useReportWords } from './useReportWords'

const query = graphql`
  query MailRowsQuery {
    reportSchedules {
      id
      version
      mine
      kind
      target
      zh
      en
      subject
      formats
      every
      day
      minute
      nextAt
      pausedAt
      owner {
        name
      }
      recipients {
        id
        name
      }
      mails {
        id
        occurrence
        state
        error
        sentAt
        user {
          name
        }
      }
    }
  }
`
const update = graphql`
  mutation MailRowsUpdateMutation($input: UpdateReportScheduleInput!) {
    updateReportSchedule(input: $input) {
      id
      version
    }
  }
`
const now = graphql`
  mutation MailRowsNowMutation($input: IdInput!) {
    sendReportNow(input: $input) {
      id
    }
  }
`
export type Schedule = MailRowsQuery$data['reportSchedules'][number]

/** Reports that are mailed: the next time, what came of the last one; they rest, go on, go and come back. */
export function MailRows() {
  const { t } = useLingui()
  const words = useMailWords()
  const names = useReportWords()
  const [made, setMade] = useState(0)
  const [failure, setFailure] = useState<Failure | null>(null)
  const [editing, setEditing] = useState<Schedule | null>(null)
  const [looking, setLooking] = useState<string | null>(null)
  const [change] = useChange<MailRowsUpdateMutation>(update)
  const [sendNow] = useChange<MailRowsNowMutation>(now)
  const { reportSchedules } = useLazyLoadQuery<MailRowsQuery>(
    query,
    {},
    { fetchPolicy: 'store-and-network', fetchKey: made },
  )
  const reload = () => setMade((n) => n + 1)
  const nameOf = ({ zh, en }: Schedule) => (zh ? names.name({ zh, en: en ?? '' }) : t`Gone, or not shown to you`)
  const write = async (id: string, version: number, more: { paused?: boolean; deleted?: boolean }) => {
    const outcome = await change({ input: { id, version, ...more } })
    setFailure(outcome.ok ? null : outcome.failure)
    reload()
    return outcome.ok ? (outcome.data.updateReportSchedule?.version ?? null) : null
  }
  const remove = async (item: Schedule) => {
    const version = await write(item.id, item.version, { deleted: true })
    if (version === null) return
    const name = nameOf(item)
    toast(t`Deleted: ${name}`, {
      action: { label: t`Undo`, run: () => void write(item.id, version, { deleted: false }) },
    })
  }
  const one = async (item: Schedule) => {
    const outcome = await sendNow({ input: { id: item.id } })
    setFailure(outcome.ok ? null : outcome.failure)
    if (outcome.ok) toast(t`It is mailed to you.`)
    reload()
  }
  const shown = reportSchedules.find(({ id }) => id === looking)
  if (reportSchedules.length === 0)
    return (
      <EmptyState scene="list" title={t`No report is mailed yet.`}>
        {t`Open a report or a board, and choose “Send by mail”.`}
      </EmptyState>
    )
  return (
    <>
      {failure && <FailureLine failure={failure} />}
      <DataTable
        label={t`By mail`}
        heads={[
          { id: 'name', title: t`Name` },
          { id: 'when', title: t`When`, wide: true },
          { id: 'to', title: t`Recipients`, wide: true },
          { id: 'next', title: t`Next time` },
          { id: 'last', title: t`Last time` },
          { id: 'acts', title: '', end: true },
        ]}
      >
        {reportSchedules.map((item) => {
          const name = nameOf(item)
          return (
            <tr key={item.id}>
              <th scope="row">
                {item.target && item.zh ? (
                  <Link to={item.kind === 'DASHBOARD' ? paths.board(item.target) : paths.report(item.target)}>
                    {name}
                  </Link>
                ) : (
                  name
                )}
                {!item.mine && <div>{t`set up by ${item.owner?.name ?? '—'}`}</div>}
              </th>
              <td className={wideCell}>{words.rhythm(item.every, item.day ?? null, item.minute)}</td>
              <td className={wideCell}>{item.recipients.map((each) => each.name).join(', ')}</td>
              <td>{item.nextAt ? <Moment at={item.nextAt} exact /> : <Badge>{t`Paused`}</Badge>}</td>
              <td>
                <Last item={item} onLook={() => setLooking(item.id)} />
              </td>
              <td className={endCell}>
                <Menu target={<Button small aria-label={t`Actions of ${name}`}>{t`Actions`}</Button>}>
                  <MenuItem onClick={() => void one(item)}>{t`Send me one now`}</MenuItem>
                  <MenuItem onClick={() => setLooking(item.id)}>{t`Who got what`}</MenuItem>
                  {item.mine && <MenuItem onClick={() => setEditing(item)}>{t`Edit`}</MenuItem>}
                  {item.mine && (
                    <MenuItem onClick={() => void write(item.id, item.version, { paused: item.nextAt !== null })}>
                      {item.nextAt !== null ? t`Pause` : t`Go on`}
                    </MenuItem>
                  )}
                  {item.mine && <MenuItem onClick={() => void remove(item)}>{t`Delete`}</MenuItem>}
                </Menu>
              </td>
            </tr>
          )
        })}
      </DataTable>
      {editing && (
        <MailDialog
          paper={{ kind: editing.kind, id: editing.target ?? null, title: nameOf(editing) }}
          mailed={{ ...editing, day: editing.day ?? null, recipients: editing.recipients.map(({ id }) => id) }}
          onSaved={reload}
          onClose={() => setEditing(null)}
        />
      )}
      {shown && <MailHistory item={shown} title={nameOf(shown)} onChanged={reload} onClose={() => setLooking(null)} />}
    </>
  )
}

/** What came of the newest time, in one word; more of it is a press away. */
function Last({ item, onLook }: { item: Schedule; onLook: () => void }) {
  const { t, i18n } = useLingui()
  const [newest] = item.mails
  if (!newest) return '—'
  const of = item.mails.filter((mail) => mail.occurrence === newest.occurrence)
  const bad = of.filter(({ state }) => ['failed', 'in_doubt', 'left'].includes(state)).length
  const open = of.filter(({ state }) => ['queued', 'making', 'sending'].includes(state)).length
  const n = (value: number) => value.toLocaleString(i18n.locale)
  return (
    <TextButton onClick={onLook}>
      {bad > 0
        ? t`${n(bad)} of ${n(of.length)} did not go`
        : open > 0
          ? t`${n(open)} under way`
          : t`${n(of.length)} sent`}
    </TextButton>
  )
}
