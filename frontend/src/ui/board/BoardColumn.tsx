import { useDraggable, useDroppable } from '@dnd-kit/core'
import { useLingui } from '@lingui/react/macro'
import { useVirtualizer } from '@tanstack/react-virtual'
import { Ellipsis } from 'lucide-react'
import { type ComponentType, useEffect, useRef } from 'react'
import { count } from '../../format/money'
import type { PageSource } from '../grid/source'
import type { Column } from './Board'
import css from './Board.module.css'
import { type Move, shownIn } from './moves'

/** Height of a card with the gap below it, in pixels. */
const HEIGHT = 92

type Props<Card> = {
  column: Column
  at: number
  source: PageSource<Card>
  moves: readonly Move<Card>[]
  idOf: (card: Card) => string
  nameOf: (card: Card) => string
  Card: ComponentType<{ card: Card }>
  mayMove: boolean
  /** The card that has the roving focus, -1 when it is in another column. */
  active: number
  /** Why the card that is held may not be let go here. */
  barred: string | null
  onActive: (index: number) => void
  onOpen: (card: Card) => void
  onMenu: (card: Card, index: number, place: Element) => void
}

/** One column: its title, count and sum, and as many cards as fit the window. */
export function BoardColumn<Card>(props: Props<Card>) {
  // The virtualizer's instance is mutable, which the compiler must not memoize.
  'use no memo'
  const { column, at, source, moves, active, barred } = props
  const { t, i18n } = useLingui()
  const scroller = useRef<HTMLDivElement>(null)
  const { setNodeRef, isOver } = useDroppable({ id: column.id })
  const shown = shownIn(moves, column.id, source.total)
  const virtual = useVirtualizer({
    count: shown.count,
    getScrollElement: () => scroller.current,
    estimateSize: () => HEIGHT,
    overscan: 4,
    initialRect: { width: 280, height: 720 },
  })
  const items = virtual.getVirtualItems()
  const from = items[0]?.index ?? 0
  const to = items[items.length - 1]?.index ?? 0
  const { need } = source
  useEffect(() => need(from, to), [need, from, to])
  useEffect(() => {
    if (active >= 0) virtual.scrollToIndex(active, { align: 'auto' })
  }, [active, virtual])
  const cards = count(column.count, i18n.locale)
  return (
    <section
      ref={setNodeRef}
      className={[css.column, isOver && css.over, barred && css.barred].filter(Boolean).join(' ')}
      aria-label={t`${column.title}, ${cards} cards`}
    >
      <header className={css.head}>
        <h3 className={css.title}>
          {column.title} <span className={css.count}>{cards}</span>
        </h3>
        {column.sum && <span className={css.sum}>{column.sum}</span>}
        {(barred ?? column.hint) && <p className={barred ? css.why : css.hint}>{barred ?? column.hint}</p>}
      </header>
      <div ref={scroller} className={css.scroller}>
        <ul className={css.cards} style={{ height: virtual.getTotalSize() }}>
          {items.map((item) => {
            const place = shown.placeOf(item.index)
            const card = place === null ? shown.coming[item.index]?.card : source.row(place)
            return (
              <li
                key={card === undefined ? item.index : props.idOf(card)}
                className={css.place}
                aria-setsize={shown.count}
                aria-posinset={item.index + 1}
                style={{ transform: `translateY(${item.start}px)` }}
              >
                {card === undefined ? (
                  <div className={css.ghost} />
                ) : (
                  <BoardCard
                    {...props}
                    card={card}
                    at={`${at}:${item.index}`}
                    index={place ?? 0}
                    isActive={item.index === active || (active >= shown.count && item.index === shown.count - 1)}
                    coming={place === null}
                    onActive={() => props.onActive(item.index)}
                  />
                )}
              </li>
            )
          })}
        </ul>
        {source.ready && shown.count === 0 && <p className={css.none}>{t`Nothing here.`}</p>}
      </div>
    </section>
  )
}

type CardProps<Card> = Omit<Props<Card>, 'at' | 'onActive'> & {
  card: Card
  at: string
  index: number
  isActive: boolean
  coming: boolean
  onActive: () => void
}

function BoardCard<Card>(props: CardProps<Card>) {
  const { card, at, index, column, Card, idOf, nameOf, mayMove, isActive, coming, onActive, onOpen, onMenu } = props
  const { t } = useLingui()
  const name = nameOf(card)
  const { setNodeRef, listeners, isDragging } = useDraggable({
    id: idOf(card),
    data: { card, from: column.id, index },
    disabled: !mayMove || coming,
  })
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the board handles keys for its cards
    <article
      ref={setNodeRef}
      {...listeners}
      data-card={at}
      aria-label={name}
      aria-busy={coming || undefined}
      tabIndex={isActive ? 0 : -1}
      className={[css.card, isDragging && css.dragged, coming && css.coming].filter(Boolean).join(' ')}
      onFocus={onActive}
      onClick={() => onOpen(card)}
    >
      <Card card={card} />
      <button
        type="button"
        className={css.more}
        tabIndex={isActive ? 0 : -1}
        aria-label={t`Move ${name}`}
        aria-haspopup="menu"
        onMouseDown={(event) => event.stopPropagation()}
        onClick={(event) => {
          event.stopPropagation()
          onMenu(card, index, event.currentTarget)
        }}
      >
        <Ellipsis size={14} aria-hidden="true" />
      </button>
    </article>
  )
}
