import { useLingui } from '@lingui/react/macro'
import { Search } from 'lucide-react'
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react'
import css from './CommandList.module.css'
import { Dialog } from './Dialog'

export type Item = { id: string; title: string; detail?: string | undefined; icon: ReactNode; run: () => void }
export type Group = { title: string; items: readonly Item[] }

type Props = {
  title: string
  open: boolean
  onClose: () => void
  text: string
  onText: (text: string) => void
  placeholder: string
  empty: string
  groups: readonly Group[]
  /** Whether groups still answer an earlier text: Enter then waits, so that a quick hand opens nothing else. */
  waiting?: boolean
}

/** A search box over groups of commands: the first is chosen, arrows choose another, Enter runs, Esc closes. */
export function CommandList({
  title,
  open,
  onClose,
  text,
  onText,
  placeholder,
  empty,
  groups,
  waiting = false,
}: Props) {
  const { t } = useLingui()
  const list = useRef<HTMLDivElement>(null)
  const base = useId()
  const [chosen, setChosen] = useState(0)
  const filled = groups.filter((group) => group.items.length > 0)
  const items = filled.flatMap((group) => group.items)
  const at = Math.min(chosen, Math.max(0, items.length - 1))
  const idOf = (item: Item) => `${base}-${item.id}`
  // biome-ignore lint/correctness/useExhaustiveDependencies: another choice is to be seen
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' })
  }, [at])
  const run = (item: Item | undefined) => {
    if (!item) return
    onClose()
    item.run()
  }
  const [entered, setEntered] = useState(false)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the answer to what was typed before Enter has come
  useEffect(() => {
    if (!entered || waiting) return
    setEntered(false)
    run(items[0])
  }, [entered, waiting])
  const onKeyDown = (event: KeyboardEvent) => {
    // Enter and arrows belong to the input method while it composes pinyin.
    if (event.nativeEvent.isComposing || event.keyCode === 229) return
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step) {
      event.preventDefault()
      setChosen((at + step + items.length) % Math.max(1, items.length))
    } else if (event.key === 'Enter') {
      event.preventDefault()
      if (waiting) setEntered(true)
      else run(items[at])
    }
  }
  return (
    <Dialog title={title} open={open} onClose={onClose} size={600} bare>
      <div className={css.search}>
        <Search size={16} aria-hidden="true" />
        <input
          data-autofocus
          role="combobox"
          aria-expanded={items.length > 0}
          aria-controls={`${base}-list`}
          aria-activedescendant={items[at] ? idOf(items[at]) : undefined}
          aria-autocomplete="list"
          aria-label={title}
          placeholder={placeholder}
          value={text}
          onChange={(event) => {
            setChosen(0)
            setEntered(false)
            onText(event.currentTarget.value)
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      <div ref={list} id={`${base}-list`} role="listbox" aria-label={t`Suggestions`} className={css.list}>
        {filled.map((group) => (
          <div key={group.title} role="group" aria-label={group.title}>
            <div className={css.group} aria-hidden="true">
              {group.title}
            </div>
            {group.items.map((item) => (
              // biome-ignore lint/a11y/useKeyWithClickEvents: keys stay in the box, as a combobox wants
              <div
                key={item.id}
                id={idOf(item)}
                role="option"
                tabIndex={-1}
                aria-selected={item === items[at]}
                className={css.item}
                onPointerMove={() => setChosen(items.indexOf(item))}
                onClick={() => run(item)}
              >
                {item.icon}
                <span className={css.text}>{item.title}</span>
                {item.detail && <span className={css.detail}>{item.detail}</span>}
              </div>
            ))}
          </div>
        ))}
      </div>
      {items.length === 0 && (
        <p className={css.empty} role="status">
          {empty}
        </p>
      )}
    </Dialog>
  )
}
