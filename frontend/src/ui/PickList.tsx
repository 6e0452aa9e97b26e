import { useLingui } from '@lingui/react/macro'
import { Check } from 'lucide-react'
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react'
import type { Item } from './Choice'
import { matching } from './grid/ChoiceList'
import css from './PickList.module.css'

type Props = {
  label: string
  items: readonly (Item & { icon?: ReactNode })[]
  picked: ReadonlySet<string>
  onPick: (item: Item) => void
  /** Any number can be picked; the list stays as it is. */
  many?: boolean
}

/** Lists shorter than this need no search. */
const SEARCH_FROM = 8

/** A list to pick from at once, with a search above when it is long; arrows choose, Enter picks. */
export function PickList({ label, items, picked, onPick, many }: Props) {
  const { t } = useLingui()
  const base = useId()
  const list = useRef<HTMLDivElement>(null)
  const [text, setText] = useState('')
  const [chosen, setChosen] = useState(0)
  const searched = items.length >= SEARCH_FROM
  const found = matching(items, text)
  const at = Math.min(chosen, found.length - 1)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another choice is to be seen
  useEffect(() => {
    list.current?.querySelector('[data-at]')?.scrollIntoView({ block: 'nearest' })
  }, [at])
  const onKeyDown = (event: KeyboardEvent) => {
    // Enter and arrows belong to the input method while it composes pinyin.
    if (event.nativeEvent.isComposing || event.keyCode === 229) return
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    const item = found[at]
    if (step) {
      event.preventDefault()
      setChosen((at + step + found.length) % Math.max(1, found.length))
    } else if ((event.key === 'Enter' || (event.key === ' ' && !searched)) && item) {
      event.preventDefault()
      onPick(item)
    }
  }
  const keys = {
    onKeyDown,
    'aria-controls': `${base}-list`,
    'aria-activedescendant': found[at] ? `${base}-${found[at].value}` : undefined,
  }
  return (
    <div className={css.picker}>
      {searched && (
        <input
          {...keys}
          data-autofocus
          role="combobox"
          aria-expanded
          aria-autocomplete="list"
          aria-label={label}
          className={css.search}
          placeholder={t`Type to search`}
          value={text}
          onChange={(event) => {
            setText(event.currentTarget.value)
            setChosen(0)
          }}
        />
      )}
      <div
        {...(searched ? {} : { ...keys, tabIndex: 0, 'data-autofocus': true })}
        ref={list}
        id={`${base}-list`}
        role="listbox"
        aria-label={label}
        aria-multiselectable={many || undefined}
        className={css.list}
      >
        {found.map((item, n) => {
          const on = picked.has(item.value)
          return (
            // biome-ignore lint/a11y/useKeyWithClickEvents: keys stay with the list
            // biome-ignore lint/a11y/useFocusableInteractive: the list holds the focus for its options
            <div
              key={item.value}
              id={`${base}-${item.value}`}
              role="option"
              aria-selected={on}
              data-at={n === at || undefined}
              className={css.item}
              onPointerMove={() => setChosen(n)}
              onClick={() => onPick(item)}
            >
              {many && <span className={on ? css.boxOn : css.box}>{on && <Check size={12} aria-hidden="true" />}</span>}
              {item.icon}
              <span className={css.text}>{item.label}</span>
              {!many && on && <Check size={14} aria-hidden="true" />}
            </div>
          )
        })}
      </div>
      {found.length === 0 && (
        <p className={css.none} role="status">
          {t`Nothing found`}
        </p>
      )}
    </div>
  )
}
