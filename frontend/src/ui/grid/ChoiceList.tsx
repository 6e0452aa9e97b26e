import { useLingui } from '@lingui/react/macro'
import { Check } from 'lucide-react'
import { useEffect, useRef } from 'react'
import css from './ChoiceList.module.css'
import type { Item } from './typed'

const folded = (text: string) => text.normalize('NFKC').toLowerCase()

/** The items whose label or value holds the text; those that begin with it first. */
export function matching<Each extends Item>(items: readonly Each[], text: string): readonly Each[] {
  const wanted = folded(text.trim())
  if (wanted === '') return items
  const rank = ({ label, value }: Item) => {
    const words = [folded(label), folded(value)]
    if (words.some((word) => word.startsWith(wanted))) return 0
    return words.some((word) => word.includes(wanted)) ? 1 : 2
  }
  return items
    .map((item) => ({ item, rank: rank(item) }))
    .filter((each) => each.rank < 2)
    .sort((a, b) => a.rank - b.rank)
    .map(({ item }) => item)
}

type Props = {
  label: string
  items: readonly Item[]
  at: number
  stored: string
  onPoint: (at: number) => void
  onPick: (item: Item) => void
}

/** The choices of a cell while it is edited; the keys stay in the cell's field. */
export function ChoiceList({ label, items, at, stored, onPoint, onPick }: Props) {
  const { t } = useLingui()
  const list = useRef<HTMLDivElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another choice is to be seen
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' })
  }, [at])
  if (items.length === 0) return <p className={css.none}>{t`Nothing found`}</p>
  return (
    <div ref={list} id="grid-choices" role="listbox" aria-label={label} className={css.list}>
      {items.map((item, n) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: keys stay in the field, as a combobox wants
        <div
          key={item.value}
          id={`grid-choice-${n}`}
          role="option"
          tabIndex={-1}
          aria-selected={n === at}
          className={css.item}
          onPointerMove={() => onPoint(n)}
          onClick={() => onPick(item)}
        >
          <span className={css.text}>{item.label}</span>
          {item.value === stored && <Check size={14} aria-hidden="true" />}
        </div>
      ))}
    </div>
  )
}
