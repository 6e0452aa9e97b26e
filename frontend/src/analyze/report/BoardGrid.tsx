import { useLingui } from '@lingui/react/macro'
import { Trash2 } from 'lucide-react'
import { type KeyboardEvent, type PointerEvent, type RefObject, useRef, useState } from 'react'
import { Boundary } from '../../ui/Boundary'
import { IconButton } from '../../ui/Button'
import { SkeletonRows } from '../../ui/Skeleton'
import type { Asked } from '../cockpitSearch'
import { BoardReport } from './BoardReport'
import { type Card, COLUMNS, moved, resized, stepped, without } from './boardLayout'
import css from './Report.module.css'
import { cockpitCard } from './useCockpitCards'

/** Pixels of a row with its gap, as the style sheet has them. */
const ROW = 96

type Props = {
  place: RefObject<HTMLDivElement | null>
  cards: readonly Card[]
  editing: boolean
  asked: Asked
  /** Whether reports are of their own days, since the bar asks for none. */
  ownDays: boolean
  members: readonly string[]
  nameOf: (card: Card) => string
  onChange: (cards: Card[]) => void
}

/** The cards at their places. While it is arranged they are moved and sized by mouse or keyboard, and it is said. */
export function BoardGrid({ place, cards, editing, asked, ownDays, members, nameOf, onChange }: Props) {
  const { t } = useLingui()
  const [held, setHeld] = useState<number | null>(null)
  const [said, setSaid] = useState('')
  const from = useRef({ x: 0, y: 0, cards })
  const change = (next: Card[], at: number) => {
    const card = next[at]
    if (card) {
      const [name, column, row] = [nameOf(card), card.x + 1, card.y + 1]
      setSaid(t`${name}: column ${column}, row ${row}, ${card.w} wide, ${card.h} high`)
    }
    onChange(next)
  }
  const byKey = (at: number) => (event: KeyboardEvent) => {
    const steps: Record<string, [number, number]> = {
      ArrowLeft: [-1, 0],
      ArrowRight: [1, 0],
      ArrowUp: [0, -1],
      ArrowDown: [0, 1],
    }
    const step = steps[event.key]
    if (!step) return
    event.preventDefault()
    const [dx, dy] = step
    if (event.shiftKey) return change(resized(cards, at, dx, dy), at)
    change(dy === 0 ? moved(cards, at, dx, 0) : stepped(cards, at, dy as -1 | 1), at)
  }
  const shifted = (event: PointerEvent): [number, number] => {
    const column = (place.current?.clientWidth ?? 1) / COLUMNS
    const { x, y } = from.current
    return [Math.round((event.clientX - x) / column), Math.round((event.clientY - y) / ROW)]
  }
  const hold = (at: number) => (event: PointerEvent) => {
    if (event.button !== 0) return
    event.currentTarget.setPointerCapture(event.pointerId)
    from.current = { x: event.clientX, y: event.clientY, cards }
    setHeld(at)
  }
  const drop = (at: number, size: boolean) => (event: PointerEvent) => {
    if (held !== at) return
    setHeld(null)
    const [dx, dy] = shifted(event)
    if (dx === 0 && dy === 0) return
    change((size ? resized : moved)(from.current.cards, at, dx, dy), at)
  }
  return (
    <>
      <p className="sr-only" role="status">
        {said}
      </p>
      <div ref={place} className={css.board}>
        {cards.map((card, at) => {
          const name = nameOf(card)
          const Cockpit = cockpitCard(card.cockpit)
          return (
            <section
              key={card.report ?? card.cockpit}
              className={css.card}
              aria-label={name}
              data-held={held === at}
              style={{ gridArea: `${card.y + 1} / ${card.x + 1} / span ${card.h} / span ${card.w}` }}
            >
              {editing && (
                <div className={css.cardHead}>
                  <button
                    type="button"
                    className={css.handle}
                    aria-label={t`Move or size ${name}`}
                    onKeyDown={byKey(at)}
                    onPointerDown={hold(at)}
                    onPointerUp={drop(at, false)}
                  >
                    {name}
                  </button>
                  <IconButton small label={t`Take ${name} from the board`} onClick={() => onChange(without(cards, at))}>
                    <Trash2 size={14} aria-hidden="true" />
                  </IconButton>
                </div>
              )}
              <Boundary key={JSON.stringify([asked, ownDays])} fallback={<SkeletonRows rows={4} />}>
                {Cockpit && <Cockpit asked={asked} members={members} />}
                {card.report && (
                  <BoardReport id={card.report} asked={asked} ownDays={ownDays} height={card.h * ROW - 190} />
                )}
              </Boundary>
              {editing && (
                <button
                  type="button"
                  className={css.corner}
                  tabIndex={-1}
                  aria-hidden="true"
                  onPointerDown={hold(at)}
                  onPointerUp={drop(at, true)}
                />
              )}
            </section>
          )
        })}
      </div>
    </>
  )
}
