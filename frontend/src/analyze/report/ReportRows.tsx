import { useLingui } from '@lingui/react/macro'
import { Copy, Trash2 } from 'lucide-react'
import { graphql } from 'react-relay'
import type { ReportRowsBoardCreateMutation } from '../../__generated__/ReportRowsBoardCreateMutation.graphql'
import type { ReportRowsBoardDeleteMutation } from '../../__generated__/ReportRowsBoardDeleteMutation.graphql'
import type { ReportRowsCreateMutation } from '../../__generated__/ReportRowsCreateMutation.graphql'
import type { ReportRowsDeleteMutation } from '../../__generated__/ReportRowsDeleteMutation.graphql'
import type { ReportsPageQuery$data } from '../../__generated__/ReportsPageQuery.graphql'
import { count } from '../../format/money'
import { paths } from '../../paths'
import type { Failure } from '../../relay/failure'
import { useChange } from '../../relay/useChange'
import { IconButton } from '../../ui/Button'
import { DataTable, endCell, wideCell } from '../../ui/DataTable'
import { EmptyState } from '../../ui/EmptyState'
import { Link } from '../../ui/Link'
import { toast } from '../../ui/Toasts'
import { useRight } from '../../viewer/Viewer'
import { cardsOf } from './boardLayout'
import { draftOf } from './reportDraft'
import { inputOf } from './reportShape'
import { useReportWords } from './useReportWords'

const create = graphql`
  mutation ReportRowsCreateMutation($input: CreateReportInput!) {
    createReport(input: $input) {
      id
    }
  }
`
const remove = graphql`
  mutation ReportRowsDeleteMutation($input: IdInput!) {
    deleteReport(input: $input) {
      locale
    }
  }
`
const createBoard = graphql`
  mutation ReportRowsBoardCreateMutation($input: CreateDashboardInput!) {
    createDashboard(input: $input) {
      id
    }
  }
`
const removeBoard = graphql`
  mutation ReportRowsBoardDeleteMutation($input: IdInput!) {
    deleteDashboard(input: $input) {
      locale
    }
  }
`
type Report = ReportsPageQuery$data['reports'][number]
type Board = ReportsPageQuery$data['dashboards'][number]
type Changes = { onFailure: (failure: Failure | null) => void; onChanged: () => void }

/** Reports, with what each shows; they are copied and deleted, and a deleted one comes back by undoing it. */
export function ReportRows({ reports, ...changes }: Changes & { reports: readonly Report[] }) {
  const { t } = useLingui()
  const words = useReportWords()
  const [make] = useChange<ReportRowsCreateMutation>(create)
  const [take] = useChange<ReportRowsDeleteMutation>(remove)
  const inputFor = (report: Report) => {
    const draft = draftOf(report)
    return draft && { en: report.en, shape: inputOf(draft) }
  }
  if (reports.length === 0)
    return (
      <EmptyState scene="list" title={t`No reports yet.`}>
        {t`A report puts measures and dimensions together, and is told to everybody of what he reaches.`}
      </EmptyState>
    )
  return (
    <Kept
      label={t`Reports`}
      rows={reports}
      {...changes}
      to={paths.report}
      about={(report) => {
        const draft = draftOf(report)
        if (!draft) return ''
        const by = [draft.rows, draft.columns].filter((each) => each !== null).map(words.dimension)
        return [words.chart(draft.chart), by.join(' × '), words.span(draft.span)].filter(Boolean).join(' · ')
      }}
      onCopy={(report, zh) => {
        const input = inputFor(report)
        return input ? make({ input: { ...input, zh, shared: 'me' } }) : null
      }}
      onDelete={(report) => take({ input: { id: report.id } })}
      onBack={(report) => {
        const input = inputFor(report)
        return input ? make({ input: { ...input, zh: report.zh, shared: report.shared } }) : null
      }}
    />
  )
}

/** Boards, with how many cards each has. */
export function BoardRows({ boards, ...changes }: Changes & { boards: readonly Board[] }) {
  const { t, i18n } = useLingui()
  const [make] = useChange<ReportRowsBoardCreateMutation>(createBoard)
  const [take] = useChange<ReportRowsBoardDeleteMutation>(removeBoard)
  const inputFor = ({ en, cards }: Board) => ({ en, cards: cardsOf(cards) })
  if (boards.length === 0)
    return (
      <EmptyState scene="list" title={t`No boards yet.`}>
        {t`A board shows reports and cards of the cockpit side by side.`}
      </EmptyState>
    )
  return (
    <Kept
      label={t`Boards`}
      rows={boards}
      {...changes}
      to={paths.board}
      about={({ cards }) => t`${count(cards.length, i18n.locale)} cards`}
      onCopy={(board, zh) => make({ input: { ...inputFor(board), zh, shared: 'me' } })}
      onDelete={(board) => take({ input: { id: board.id } })}
      onBack={(board) => make({ input: { ...inputFor(board), zh: board.zh, shared: board.shared } })}
    />
  )
}

type Each = {
  readonly id: string
  readonly zh: string
  readonly en: string
  readonly mine: boolean
  readonly owner: string | null | undefined
  readonly shared: string
}
type Done = Promise<{ ok: boolean; failure?: Failure }> | null
type KeptProps<Row extends Each> = Changes & {
  label: string
  rows: readonly Row[]
  to: (id: string) => string
  about: (row: Row) => string
  onCopy: (row: Row, zh: string) => Done
  onDelete: (row: Row) => Done
  onBack: (row: Row) => Done
}

function Kept<Row extends Each>({ label, rows, to, about, onCopy, onDelete, onBack, ...changes }: KeptProps<Row>) {
  const { t } = useLingui()
  const words = useReportWords()
  const mayShare = useRight('Right.shareViews')
  const settle = async (going: Done): Promise<boolean> => {
    const outcome = await going
    changes.onFailure(outcome && !outcome.ok ? (outcome.failure ?? null) : null)
    changes.onChanged()
    return outcome?.ok ?? false
  }
  const remove = async (row: Row) => {
    const name = words.name(row)
    // What every firm begins with is nobody's: made anew it would be somebody's.
    const action = row.mine ? { action: { label: t`Undo`, run: () => void settle(onBack(row)) } } : {}
    if (await settle(onDelete(row))) toast(t`Deleted: ${name}`, action)
  }
  const shares = Object.fromEntries(words.shares.map(({ value, label }) => [value, label]))
  return (
    <DataTable
      label={label}
      heads={[
        { id: 'name', title: t`Name` },
        { id: 'about', title: t`Shows`, wide: true },
        { id: 'shared', title: t`Who sees it` },
        { id: 'owner', title: t`Made by`, wide: true },
        { id: 'acts', title: '', end: true },
      ]}
    >
      {rows.map((row) => {
        const name = words.name(row)
        return (
          <tr key={row.id}>
            <th scope="row">
              <Link to={to(row.id)}>{name}</Link>
            </th>
            <td className={wideCell}>{about(row)}</td>
            <td>{shares[row.shared]}</td>
            <td className={wideCell}>{row.owner ?? t({ message: 'from the beginning', context: 'report' })}</td>
            <td className={endCell}>
              <IconButton
                small
                label={t`Copy the report ${name}`}
                onClick={() => settle(onCopy(row, t`Copy of ${row.zh}`.slice(0, 60)))}
              >
                <Copy size={14} aria-hidden="true" />
              </IconButton>
              {(row.mine || (row.owner === null && mayShare)) && (
                <IconButton small label={t`Delete ${name}`} onClick={() => remove(row)}>
                  <Trash2 size={14} aria-hidden="true" />
                </IconButton>
              )}
            </td>
          </tr>
        )
      })}
    </DataTable>
  )
}
