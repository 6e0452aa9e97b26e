import { useLingui } from '@lingui/react/macro'
import { type DragEvent, useState } from 'react'
import type { ReportDimension } from '../../__generated__/ReportPreviewQuery.graphql'
import { TextField } from '../../ui/TextField'
import css from './Report.module.css'
import { DIMENSIONS, type Draft, type Known, mayBy, mayShow } from './reportShape'
import { useReportWords } from './useReportWords'

/** What is dragged, or added by its button. */
export type Piece = { kpi: string; measure: string } | { dimension: ReportDimension }

type Props = {
  draft: Draft
  known: readonly Known[]
  onAdd: (piece: Piece) => void
  onDrag: (piece: Piece | null) => void
}

/** Measures and dimensions to choose from: dragged into a well, or added by Enter where they belong. */
export function ReportPalette({ draft, known, onAdd, onDrag }: Props) {
  const { t } = useLingui()
  const words = useReportWords()
  const [search, setSearch] = useState('')
  const wanted = search.trim().toLowerCase()
  const meets = (...names: string[]) => names.some((name) => name.toLowerCase().includes(wanted))
  const piece = (of: Piece) => ({
    type: 'button' as const,
    className: css.choice,
    onClick: () => onAdd(of),
    onDragEnd: () => onDrag(null),
    onDragStart: (event: DragEvent) => {
      event.dataTransfer.effectAllowed = 'copy'
      event.dataTransfer.setData('text/plain', JSON.stringify(of))
      onDrag(of)
    },
  })
  const dimensions = DIMENSIONS.filter((each) => meets(words.dimension(each)))
  return (
    <section className={css.palette} aria-label={t`Measures and dimensions`}>
      <TextField
        label={t`Find a measure or dimension`}
        value={search}
        onChange={(event) => setSearch(event.currentTarget.value)}
      />
      <h2>{t`Dimensions`}</h2>
      <ul className={css.choices}>
        {dimensions.map((dimension) => {
          const may = mayBy(draft, known, dimension)
          return (
            <li key={dimension}>
              <button {...piece({ dimension })} draggable={may} disabled={!may}>
                {words.dimension(dimension)}
              </button>
            </li>
          )
        })}
      </ul>
      <h2>{t`Measures`}</h2>
      {known.map((entry) => {
        const found = entry.measures.filter((each) => meets(words.name(entry), words.name(each), entry.id))
        const may = mayShow(draft, known, entry.id)
        return found.length === 0 ? null : (
          <div key={entry.id}>
            <h3>{words.name(entry)}</h3>
            <ul className={css.choices}>
              {found.map((each) => (
                <li key={each.key}>
                  <button {...piece({ kpi: entry.id, measure: each.key })} draggable={may} disabled={!may}>
                    {words.name(each)}
                  </button>
                </li>
              ))}
            </ul>
          </div>
        )
      })}
    </section>
  )
}
