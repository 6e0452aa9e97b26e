import { useLingui } from '@lingui/react/macro'
import { Redo2, Undo2 } from 'lucide-react'
import { useEffect, useState } from 'react'
import { paths } from '../../paths'
import { Boundary } from '../../ui/Boundary'
import { Button, IconButton } from '../../ui/Button'
import { EmptyState } from '../../ui/EmptyState'
import { Page } from '../../ui/Page'
import { SkeletonRows } from '../../ui/Skeleton'
import { useUndo } from '../../ui/useUndo'
import { useGo, useSearchValues } from '../../viewer/url'
import type { Teams } from '../CockpitFilters'
import css from './Report.module.css'
import { type Piece, ReportPalette } from './ReportPalette'
import { ReportPreview } from './ReportPreview'
import { ReportSettings } from './ReportSettings'
import { ReportWells, type Well } from './ReportWells'
import {
  type Draft,
  isWhole,
  type Known,
  turned,
  withDimension,
  withMeasure,
  withoutDimension,
  withoutMeasure,
} from './reportShape'
import { type Placing, type Saved, SaveReport } from './SaveReport'
import { useReportWords } from './useReportWords'

/** Milliseconds that a draft rests before it is asked for. */
const REST = 300

type Props = {
  first: Draft
  kept: { readonly id: string; readonly version: number } | null
  named: { zh: string; en: string; shared: string } | null
  known: readonly Known[]
  teams: Teams
  boards: readonly Placing[]
}

/** The builder itself. What is done is announced, and can be taken back. */
export function ReportBuilder({ first, kept, named, known, teams, boards }: Props) {
  const { t } = useLingui()
  const words = useReportWords()
  const go = useGo()
  const { board } = useSearchValues()
  const { value: draft, set, undo, redo } = useUndo<Draft>(() => first)
  const [dragged, setDragged] = useState<Piece | null>(null)
  const [said, setSaid] = useState('')
  const [saving, setSaving] = useState(false)
  const asked = useRested(draft)
  const nameOf = (piece: Piece) => {
    if ('dimension' in piece) return words.dimension(piece.dimension)
    const entry = known.find(({ id }) => id === piece.kpi)
    const measure = entry?.measures.find(({ key }) => key === piece.measure)
    return measure ? words.name(measure) : piece.measure
  }
  const wells = {
    measures: t`Measures`,
    rows: t({ message: 'Rows', context: 'report' }),
    columns: t({ message: 'Columns', context: 'report' }),
  }
  const put = (piece: Piece, into: Well) => {
    const next =
      'dimension' in piece
        ? withDimension(draft, known, piece.dimension, into === 'columns' ? 'columns' : 'rows')
        : withMeasure(draft, known, piece.kpi, piece.measure)
    const name = nameOf(piece)
    const well = wells[into]
    if (next === draft) return setSaid(t`${name} is there already, or there is no room for it.`)
    setSaid(t`${name} is in ${well} now.`)
    set(next)
  }
  /** Where a piece goes by Enter: the first free well, or in place of the columns. */
  const natural = (piece: Piece): Well =>
    'dimension' in piece ? (draft.rows === null || draft.rows === piece.dimension ? 'rows' : 'columns') : 'measures'
  const remove = (from: Well, at: number) => {
    const well = wells[from]
    setSaid(t`Taken out of ${well}.`)
    set(from === 'measures' ? withoutMeasure(draft, known, at) : withoutDimension(draft, known, from))
  }
  const title = named?.zh ? words.name(named) : t`New report`
  const done = (saved: Saved) => go(saved.board ? paths.board(saved.board) : paths.report(saved.id))
  return (
    <Page
      title={title}
      padded
      actions={
        <>
          <IconButton label={t`Undo`} disabled={undo === null} onClick={() => undo?.()}>
            <Undo2 size={16} aria-hidden="true" />
          </IconButton>
          <IconButton label={t`Redo`} disabled={redo === null} onClick={() => redo?.()}>
            <Redo2 size={16} aria-hidden="true" />
          </IconButton>
          <Button onClick={() => print()}>{t`Print`}</Button>
          <Button look="primary" disabled={!isWhole(draft)} onClick={() => setSaving(true)}>
            {t`Save`}
          </Button>
        </>
      }
    >
      <p className="sr-only" role="status">
        {said}
      </p>
      <div className={css.build}>
        <ReportPalette draft={draft} known={known} onAdd={(piece) => put(piece, natural(piece))} onDrag={setDragged} />
        <div className={css.part}>
          <ReportWells
            draft={draft}
            known={known}
            dragged={dragged}
            onDrop={(piece, into) => {
              put(piece, into)
              setDragged(null)
            }}
            onRemove={remove}
            onTurn={() => set(turned(draft, known))}
          />
          <ReportSettings draft={draft} known={known} teams={teams} onChange={set} />
          {isWhole(asked) ? (
            <Boundary key={JSON.stringify(asked)} fallback={<SkeletonRows rows={8} />}>
              <ReportPreview title={title} draft={asked} />
            </Boundary>
          ) : (
            <EmptyState scene="list" title={t`Choose a measure to begin with.`}>
              {t`Then add dimensions for its rows and columns.`}
            </EmptyState>
          )}
        </div>
      </div>
      {saving && (
        <SaveReport
          draft={draft}
          kept={kept}
          named={named}
          boards={boards}
          board={board ?? null}
          onSaved={done}
          onClose={() => setSaving(false)}
        />
      )}
    </Page>
  )
}

/** A value once it has not changed for a while. */
function useRested<Value>(value: Value): Value {
  const [rested, setRested] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setRested(value), REST)
    return () => clearTimeout(timer)
  }, [value])
  return rested
}
