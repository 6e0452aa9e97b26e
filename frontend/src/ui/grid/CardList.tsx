import { useVirtualizer } from '@tanstack/react-virtual'
import { type ComponentType, useEffect, useRef } from 'react'
import css from './CardList.module.css'
import type { PageSource } from './source'

const HEIGHT = 68

type Props<Row> = {
  label: string
  source: PageSource<Row>
  Card: ComponentType<{ row: Row }>
  onOpen: (row: Row) => void
}

/** The list on a phone: two-line cards, each opening its record. */
export function CardList<Row>({ label, source, Card, onOpen }: Props<Row>) {
  // The virtualizer's instance is mutable, which the compiler must not memoize.
  'use no memo'
  const scroller = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count: source.total,
    getScrollElement: () => scroller.current,
    estimateSize: () => HEIGHT,
    overscan: 8,
    initialRect: { width: 390, height: 720 },
  })
  const items = virtual.getVirtualItems()
  const from = items[0]?.index ?? 0
  const to = items[items.length - 1]?.index ?? 0
  const { need } = source
  useEffect(() => need(from, to), [need, from, to])
  return (
    <div ref={scroller} className={css.scroller}>
      <ul aria-label={label} className={css.list} style={{ height: virtual.getTotalSize() }}>
        {items.map((item) => {
          const row = source.row(item.index)
          return (
            <li
              key={item.index}
              aria-setsize={source.total}
              aria-posinset={item.index + 1}
              className={css.item}
              style={{ height: HEIGHT, transform: `translateY(${item.start}px)` }}
            >
              {row === undefined ? (
                <span className={css.ghost} />
              ) : (
                <button type="button" className={css.card} onClick={() => onOpen(row)}>
                  <Card row={row} />
                </button>
              )}
            </li>
          )
        })}
      </ul>
    </div>
  )
}
