import { useLingui } from '@lingui/react/macro'
import { RotateCcw, Undo2 } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from '../Button'
import { type Closed, ClosedReason } from '../Closed'
import css from './CellBubble.module.css'
import type { CellState } from './cellStates'

type Props = {
  id: string
  children: ReactNode
  left: number
  top: number
  /** Above the cell, where there is no room below it. */
  up: boolean
}

/** A remark tied to the active cell; it scrolls with it. */
function CellBubble({ id, left, top, up, children }: Props) {
  return (
    <div id={id} role="status" className={`${css.bubble} ${up ? css.up : ''}`} style={{ left, top }}>
      {children}
    </div>
  )
}

export type Note =
  | { is: 'closed'; label: string; closed: Closed }
  | { is: 'refused'; text: string }
  | { is: 'failed'; state: CellState & { is: 'failed' } }

type NoteProps = Omit<Props, 'children'> & { note: Note; onRetry: () => void; onDiscard: () => void }

/** Why a cell is closed, why it may not be edited, or why it was not saved. */
export function CellNote({ note, onRetry, onDiscard, ...place }: NoteProps) {
  const { t } = useLingui()
  return (
    <CellBubble {...place}>
      {note.is === 'closed' && <ClosedReason label={note.label} closed={note.closed} />}
      {note.is === 'refused' && <p>{note.text}</p>}
      {note.is === 'failed' && (
        <>
          <p className={css.why}>{note.state.why}</p>
          <div className={css.actions}>
            <Button small tabIndex={-1} onClick={onRetry}>
              <RotateCcw size={12} aria-hidden="true" />
              {note.state.value === null ? t`Correct it` : t`Try again`}
            </Button>
            <Button small look="quiet" tabIndex={-1} onClick={onDiscard}>
              <Undo2 size={12} aria-hidden="true" />
              {t`Discard`}
            </Button>
            <span className={css.keys}>{t`Enter edits, Esc discards`}</span>
          </div>
        </>
      )}
    </CellBubble>
  )
}
