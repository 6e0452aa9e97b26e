import {
  type Announcements,
  DndContext,
  type DragEndEvent,
  DragOverlay,
  type DragStartEvent,
  MouseSensor,
  pointerWithin,
  TouchSensor,
  useSensor,
  useSensors,
} from '@dnd-kit/core'
import { useLingui } from '@lingui/react/macro'
import { type ComponentType, type KeyboardEvent, type ReactNode, useLayoutEffect, useRef, useState } from 'react'
import { createPortal } from 'react-dom'
import type { PageSource } from '../grid/source'
import css from './Board.module.css'
import { BoardColumn } from './BoardColumn'
import { MissingSheet } from './MissingSheet'
import { MoveMenu } from './MoveMenu'
import type { Move } from './moves'

/** A column of a board: how many cards stand in it, and what they are worth together. */
export type Column = { id: string; title: string; count: number; sum?: ReactNode; hint?: string }

/** Why a card may not move: what is still to be done, each with the way to do it. */
export type Refusal = {
  title: string
  missing: readonly { label: string; detail?: string; action?: { label: string; run: () => void } }[]
}

type Props<Card> = {
  label: string
  columns: readonly Column[]
  cardsOf: (column: string) => PageSource<Card>
  idOf: (card: Card) => string
  /** What a card is called, for the menu and for reading aloud. */
  nameOf: (card: Card) => string
  Card: ComponentType<{ card: Card }>
  onOpen: (card: Card) => void
  /** Moves a card; resolves when the lists have it in its new column, or with what is missing. */
  onMove: (card: Card, to: string) => Promise<Refusal | null>
  /** Who shows why a move was refused, instead of the sheet here. */
  onRefused?: (refusal: Refusal) => void
  /** Why a card may not go to a column at all; null when it may be tried. */
  closed?: (card: Card, to: string) => string | null
  mayMove: boolean
}

/** Milliseconds a finger rests on a card before it is picked up; a shorter touch scrolls. */
const HOLD = 220

/** Cards in columns. They are moved by mouse, by finger, by keyboard or from a menu; a refused move comes back. */
export function Board<Card>(props: Props<Card>) {
  const { label, columns, cardsOf, idOf, nameOf, Card, onOpen, onMove, onRefused, closed, mayMove } = props
  const { t } = useLingui()
  const [moves, setMoves] = useState<readonly Move<Card>[]>([])
  const [held, setHeld] = useState<{ card: Card; from: string } | null>(null)
  const [refusal, setRefusal] = useState<Refusal | null>(null)
  const [active, setActive] = useState({ column: 0, index: 0 })
  const [menu, setMenu] = useState<{ card: Card; from: string; index: number; place: Element } | null>(null)
  const [said, setSaid] = useState('')
  const board = useRef<HTMLElement>(null)
  // Where the keys are, also between renders: a held arrow key must not lose a step.
  const place = useRef({ column: 0, index: 0 })
  const wanted = useRef(false)
  const sensors = useSensors(
    useSensor(MouseSensor, { activationConstraint: { distance: 6 } }),
    useSensor(TouchSensor, { activationConstraint: { delay: HOLD, tolerance: 6 } }),
  )
  const titleOf = (id: string) => columns.find((column) => column.id === id)?.title ?? id

  const focus = (column: number, index: number) => {
    place.current = { column, index }
    wanted.current = true
    setActive(place.current)
  }
  // The card may be on the page only after the render that scrolled to it.
  useLayoutEffect(() => {
    if (!wanted.current) return
    const { column, index } = place.current
    const card = board.current?.querySelector<HTMLElement>(`[data-card="${column}:${index}"]`)
    if (!card) return
    wanted.current = false
    card.focus({ preventScroll: true })
  })
  const move = async (card: Card, from: string, to: string, index: number) => {
    const name = nameOf(card)
    const why = closed?.(card, to)
    if (from === to) return
    if (why) {
      setRefusal({ title: t`${name} cannot go to ${titleOf(to)}.`, missing: [{ label: why }] })
      return
    }
    const id = idOf(card)
    setMoves((before) => [...before, { id, card, from, to, index }])
    const refused = await onMove(card, to)
    setMoves((before) => before.filter((each) => each.id !== id))
    if (refused) (onRefused ?? setRefusal)(refused)
    setSaid(refused ? t`${name} stays in ${titleOf(from)}: ${refused.title}` : t`${name} moved to ${titleOf(to)}.`)
  }
  const onDragStart = ({ active: { data } }: DragStartEvent) =>
    setHeld({ card: data.current?.card as Card, from: data.current?.from as string })
  const onDragEnd = ({ active: { data }, over }: DragEndEvent) => {
    setHeld(null)
    const { card, from, index } = (data.current ?? {}) as { card: Card; from: string; index: number }
    if (over) void move(card, from, String(over.id), index)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (!(event.target as HTMLElement).dataset.card || event.nativeEvent.isComposing) return
    const { column, index } = place.current
    const here = columns[column]
    if (!here) return
    const card = cardsOf(here.id).row(index)
    const sideways = { ArrowLeft: -1, ArrowRight: 1 }[event.key]
    const along = { ArrowUp: -1, ArrowDown: 1 }[event.key]
    if (sideways && event.altKey) {
      const to = columns[column + sideways]
      if (to && mayMove && card !== undefined) {
        void move(card, here.id, to.id, index)
        focus(column + sideways, 0)
      }
    } else if (sideways) {
      let next = column + sideways
      while (columns[next] && cardsOf(columns[next]?.id ?? '').total === 0) next += sideways
      const there = columns[next]
      if (there) focus(next, Math.min(index, cardsOf(there.id).total - 1))
    } else if (along) focus(column, Math.max(0, Math.min(cardsOf(here.id).total - 1, index + along)))
    else if (event.key === 'Enter' && card !== undefined) onOpen(card)
    else return
    event.preventDefault()
  }
  const silent: Announcements = {
    onDragStart: () => undefined,
    onDragOver: () => undefined,
    onDragEnd: () => undefined,
    onDragCancel: () => undefined,
  }
  return (
    <DndContext
      sensors={sensors}
      collisionDetection={pointerWithin}
      onDragStart={onDragStart}
      onDragEnd={onDragEnd}
      onDragCancel={() => setHeld(null)}
      accessibility={{ announcements: silent, screenReaderInstructions: { draggable: '' } }}
    >
      <section ref={board} className={css.board} aria-label={label} onKeyDown={onKeyDown}>
        {columns.map((column, n) => (
          <BoardColumn
            key={column.id}
            column={column}
            at={n}
            source={cardsOf(column.id)}
            moves={moves}
            idOf={idOf}
            nameOf={nameOf}
            Card={Card}
            mayMove={mayMove}
            active={active.column === n ? active.index : -1}
            barred={held ? (closed?.(held.card, column.id) ?? null) : null}
            onActive={(index) => {
              if (wanted.current) return
              place.current = { column: n, index }
              setActive(place.current)
            }}
            onOpen={onOpen}
            onMenu={(card, index, place) => setMenu({ card, from: column.id, index, place })}
          />
        ))}
      </section>
      <p className="sr-only" role="status">
        {said}
      </p>
      {createPortal(
        <DragOverlay dropAnimation={null}>
          {held && (
            <div className={`${css.card} ${css.held}`}>
              <Card card={held.card} />
            </div>
          )}
        </DragOverlay>,
        document.body,
      )}
      {menu && (
        <MoveMenu
          place={menu.place}
          name={nameOf(menu.card)}
          columns={columns}
          from={menu.from}
          closed={(to) => closed?.(menu.card, to) ?? null}
          onOpen={() => onOpen(menu.card)}
          onMove={(to) => void move(menu.card, menu.from, to, menu.index)}
          onClose={() => setMenu(null)}
        />
      )}
      {refusal && <MissingSheet refusal={refusal} onClose={() => setRefusal(null)} />}
    </DndContext>
  )
}
