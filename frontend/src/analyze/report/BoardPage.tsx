import { useLingui } from '@lingui/react/macro'
import { useParams } from '@tanstack/react-router'
import { Maximize2, Redo2, Undo2 } from 'lucide-react'
import { useRef, useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { BoardPageMutation } from '../../__generated__/BoardPageMutation.graphql'
import type { BoardPageQuery, BoardPageQuery$data } from '../../__generated__/BoardPageQuery.graphql'
import { paths } from '../../paths'
import type { Failure } from '../../relay/failure'
import { useChange } from '../../relay/useChange'
import { Boundary } from '../../ui/Boundary'
import { Button, IconButton } from '../../ui/Button'
import { Choice } from '../../ui/Choice'
import { EmptyState } from '../../ui/EmptyState'
import { FailureLine } from '../../ui/ErrorState'
import { Link } from '../../ui/Link'
import { Page } from '../../ui/Page'
import { SkeletonRows } from '../../ui/Skeleton'
import { useNarrow } from '../../ui/useNarrow'
import { useUndo } from '../../ui/useUndo'
import { useGo, useSearchValues } from '../../viewer/url'
import { useRight } from '../../viewer/Viewer'
import { CockpitChips, CockpitFilters } from '../CockpitFilters'
import { askedIn } from '../cockpitSearch'
import { BoardDialog } from './BoardDialog'
import { BoardGrid } from './BoardGrid'
import { type Card, cardsOf, MOST_CARDS, placed } from './boardLayout'
import css from './Report.module.css'
import { useCockpitCards } from './useCockpitCards'
import { useReportWords } from './useReportWords'

const query = graphql`
  query BoardPageQuery($id: ID!) {
    teams {
      id
      name
      members {
        id
        name
      }
    }
    dashboard(id: $id) {
      id
      version
      zh
      en
      mine
      owner
      shared
      cards {
        report
        cockpit
        x
        y
        w
        h
      }
    }
    reports {
      id
      zh
      en
    }
  }
`
const update = graphql`
  mutation BoardPageMutation($input: UpdateDashboardInput!) {
    updateDashboard(input: $input) {
      id
      version
      cards {
        report
        cockpit
        x
        y
        w
        h
      }
    }
  }
`

/** A board: reports and cards of the cockpit side by side, all narrowed by one bar. */
export function BoardPage() {
  return (
    <Boundary page fallback={<SkeletonRows rows={10} />}>
      <Loaded />
    </Boundary>
  )
}

function Loaded() {
  const { t } = useLingui()
  const { boardId } = useParams({ strict: false }) as { boardId: string }
  const mayRead = useRight('Query.reportPreview')
  const found = useLazyLoadQuery<BoardPageQuery>(query, { id: boardId }, { fetchPolicy: 'store-and-network' })
  if (!found.dashboard || !mayRead)
    return (
      <Page title={t`Boards`} padded>
        <EmptyState
          scene="list"
          title={
            mayRead
              ? t`There is no such board, or it is not shown to you.`
              : t`Your role does not include the figures of the firm.`
          }
        >
          <Link to={paths.reports('boards')}>{t`To the boards`}</Link>
        </EmptyState>
      </Page>
    )
  return (
    <Board
      key={`${found.dashboard.id} ${found.dashboard.version}`}
      board={found.dashboard}
      teams={found.teams}
      reports={found.reports}
    />
  )
}

type Props = {
  board: NonNullable<BoardPageQuery$data['dashboard']>
  teams: BoardPageQuery$data['teams']
  reports: BoardPageQuery$data['reports']
}

function Board({ board, teams, reports }: Props) {
  const { t } = useLingui()
  const words = useReportWords()
  const cockpit = useCockpitCards()
  const go = useGo()
  const narrow = useNarrow()
  const values = useSearchValues()
  const mayShare = useRight('Right.shareViews')
  const place = useRef<HTMLDivElement>(null)
  const [now] = useState(() => new Date())
  const [editing, setEditing] = useState(false)
  const [naming, setNaming] = useState(false)
  const [failure, setFailure] = useState<Failure | null>(null)
  const { value: cards, set, reset, undo, redo } = useUndo<Card[]>(() => cardsOf(board.cards))
  const [run, busy] = useChange<BoardPageMutation>(update)
  const asked = askedIn(values, now)
  const members = teams.find(({ id }) => id === asked.filter.team)?.members ?? []
  const own = board.mine || (board.owner === null && mayShare)
  const title = words.name(board)
  const save = async () => {
    setFailure(null)
    const outcome = await run({ input: { id: board.id, version: board.version, cards } })
    if (!outcome.ok) return setFailure(outcome.failure)
    reset(cards)
    setEditing(false)
  }
  const cancel = () => {
    reset(cardsOf(board.cards))
    setFailure(null)
    setEditing(false)
  }
  const things = [
    ...reports.map((report) => ({ value: report.id, label: words.name(report) })),
    ...cockpit.items.map(({ value, label }) => ({ value, label: t`Cockpit: ${label}` })),
  ].filter(({ value }) => !cards.some((card) => card.report === value || card.cockpit === value))
  const add = (value: string | null) => {
    if (value === null) return
    const isReport = reports.some(({ id }) => id === value)
    set(placed(cards, { report: isReport ? value : null, cockpit: isReport ? null : value }))
  }
  const actions = editing ? (
    <>
      <IconButton label={t`Undo`} disabled={undo === null} onClick={() => undo?.()}>
        <Undo2 size={16} aria-hidden="true" />
      </IconButton>
      <IconButton label={t`Redo`} disabled={redo === null} onClick={() => redo?.()}>
        <Redo2 size={16} aria-hidden="true" />
      </IconButton>
      <Button onClick={cancel}>{t`Cancel`}</Button>
      <Button look="primary" busy={busy} onClick={save}>
        {t`Save`}
      </Button>
    </>
  ) : (
    <>
      <IconButton label={t`Full screen`} onClick={() => void place.current?.requestFullscreen?.()}>
        <Maximize2 size={16} aria-hidden="true" />
      </IconButton>
      <Button onClick={() => print()}>{t`Print`}</Button>
      {own && !narrow && (
        <>
          <Button onClick={() => setNaming(true)}>{t`Name and readers`}</Button>
          <Button onClick={() => go(paths.newReport(board.id))}>{t`New report`}</Button>
          <Button look="primary" onClick={() => setEditing(true)}>{t`Arrange`}</Button>
        </>
      )}
    </>
  )
  return (
    <Page title={title} padded actions={actions}>
      <div className={css.part}>
        {failure && <FailureLine failure={failure} />}
        {editing ? (
          <Choice
            label={t`Add to the board`}
            items={things}
            value={null}
            disabled={cards.length >= MOST_CARDS}
            hint={t`Arrows move the card that has the focus, Shift with arrows makes it larger or smaller.`}
            onChange={add}
          />
        ) : (
          <>
            <CockpitFilters asked={asked} teams={teams} />
            <CockpitChips filter={asked.filter} teams={teams} />
          </>
        )}
        {cards.length === 0 && (
          <EmptyState scene="list" title={t`Nothing stands on this board yet.`}>
            {own && t`Arrange it, and add reports and cards of the cockpit.`}
          </EmptyState>
        )}
        <BoardGrid
          place={place}
          cards={cards}
          editing={editing}
          asked={asked}
          ownDays={!values.period}
          members={members.map(({ id }) => id)}
          nameOf={(card) =>
            cockpit.items.find(({ value }) => value === card.cockpit)?.label ??
            words.name(
              reports.find(({ id }) => id === card.report) ?? { zh: t`Not shown to you`, en: t`Not shown to you` },
            )
          }
          onChange={set}
        />
      </div>
      {naming && <BoardDialog board={board} onSaved={() => undefined} onClose={() => setNaming(false)} />}
    </Page>
  )
}
