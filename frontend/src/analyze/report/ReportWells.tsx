import { useLingui } from '@lingui/react/macro'
import { ArrowLeftRight, X } from 'lucide-react'
import { type DragEvent, type ReactNode, useState } from 'react'
import { IconButton } from '../../ui/Button'
import css from './Report.module.css'
import type { Piece } from './ReportPalette'
import type { Draft, Known } from './reportShape'
import { useReportWords } from './useReportWords'

export type Well = 'measures' | 'rows' | 'columns'
type Props = {
  draft: Draft
  known: readonly Known[]
  dragged: Piece | null
  onDrop: (piece: Piece, into: Well) => void
  onRemove: (from: Well, at: number) => void
  onTurn: () => void
}

/** Where measures and dimensions go; what is in a well can be taken out again, and rows and columns change places. */
export function ReportWells({ draft, known, dragged, onDrop, onRemove, onTurn }: Props) {
  const { t } = useLingui()
  const words = useReportWords()
  const [over, setOver] = useState<Well | null>(null)
  const takes = (into: Well) => dragged !== null && 'dimension' in dragged === (into !== 'measures')
  const near = (into: Well) => (event: DragEvent) => {
    if (!takes(into)) return
    event.preventDefault()
    setOver(into)
  }
  const drop = (into: Well) => (event: DragEvent) => {
    event.preventDefault()
    setOver(null)
    if (dragged && takes(into)) onDrop(dragged, into)
  }
  const nameOf = ({ kpi, measure }: Draft['measures'][number]) => {
    const entry = known.find(({ id }) => id === kpi)
    const found = entry?.measures.find(({ key }) => key === measure)
    return entry && found ? `${words.name(entry)} · ${words.name(found)}` : measure
  }
  const chip = (name: string, from: Well, at = 0) => (
    <span key={name} className={css.chip}>
      {name}
      <IconButton small label={t`Take out: ${name}`} onClick={() => onRemove(from, at)}>
        <X size={12} aria-hidden="true" />
      </IconButton>
    </span>
  )
  const well = (into: Well, title: string, content: ReactNode, more?: ReactNode) => (
    <section
      className={css.well}
      aria-label={title}
      data-over={over === into}
      onDragOver={near(into)}
      onDragLeave={() => setOver(null)}
      onDrop={drop(into)}
    >
      <h3>{title}</h3>
      {content || <span className={css.note}>{t`Drag here, or press Enter in the palette.`}</span>}
      {more}
    </section>
  )
  return (
    <div className={css.wells}>
      {well(
        'measures',
        t`Measures`,
        draft.measures.length > 0 && draft.measures.map((each, n) => chip(nameOf(each), 'measures', n)),
      )}
      {well('rows', t({ message: 'Rows', context: 'report' }), draft.rows && chip(words.dimension(draft.rows), 'rows'))}
      {well(
        'columns',
        t({ message: 'Columns', context: 'report' }),
        draft.columns && chip(words.dimension(draft.columns), 'columns'),
        draft.columns && (
          <IconButton small label={t`Swap rows and columns`} onClick={onTurn}>
            <ArrowLeftRight size={14} aria-hidden="true" />
          </IconButton>
        ),
      )}
    </div>
  )
}
