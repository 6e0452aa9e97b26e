import { useLingui } from '@lingui/react/macro'
import { Search, X } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { useCommands } from '../../keyboard/commands'
import { IconButton } from '../Button'
import css from './SearchBox.module.css'

type Props = { text: string; onText: (text: string) => void; placeholder: string }

/** A list's own search; tells 250 ms after the last key, never while an input method composes. "/" goes there. */
export function SearchBox({ text, onText, placeholder }: Props) {
  const { t } = useLingui()
  const [typed, setTyped] = useState(text)
  const [composing, setComposing] = useState(false)
  const box = useRef<HTMLInputElement>(null)
  useEffect(() => setTyped(text), [text])
  useEffect(() => {
    if (composing || typed.trim() === text) return
    const timer = setTimeout(() => onText(typed.trim()), 250)
    return () => clearTimeout(timer)
  }, [typed, text, composing, onText])
  useCommands(
    [{ id: 'list.search', title: t`Search in the list`, keys: '/', run: () => box.current?.focus() }],
    t`Lists`,
  )
  return (
    <div className={css.search}>
      <Search size={14} aria-hidden="true" />
      <input
        ref={box}
        type="search"
        aria-label={t`Search in the list`}
        placeholder={placeholder}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        onCompositionStart={() => setComposing(true)}
        onCompositionEnd={() => setComposing(false)}
      />
      {typed && (
        <IconButton small label={t`Clear`} onClick={() => setTyped('')}>
          <X size={12} />
        </IconButton>
      )}
    </div>
  )
}
