import { useLingui } from '@lingui/react/macro'
import { type KeyboardEvent, lazy, Suspense, useLayoutEffect, useRef, useState } from 'react'
import css from './CellInput.module.css'
import { ChoiceList, matching } from './ChoiceList'
import type { Column } from './columns'
import { isComposing } from './keys'
import { Popup } from './Popup'
import type { Step } from './range'
import type { Item } from './typed'

const DayPicker = lazy(() => import('./DayPicker').then((loaded) => ({ default: loaded.DayPicker })))

export type InputActions = {
  /** Opens the cell for editing with this text. */
  start: (text: string) => void
  type: (text: string) => void
  commit: (step: Step | null, value?: string) => void
  cancel: () => void
  leave: () => void
}

type Props<Data> = {
  column: Column<Data>
  data: Data
  /** Open for editing; else the field waits unseen for the first character. */
  open: boolean
  first: string | null
  /** Why what was typed is no value. */
  fault: string | null
  actions: InputActions
}

/**
 * The field of the active cell.
 *
 * It holds the focus before editing begins, unseen, so that the first key already belongs to the input method: pinyin
 * begun on a cell that is no field would lose its first letter.
 */
export function CellInput<Data>({ column, data, open, first, fault, actions }: Props<Data>) {
  const { t } = useLingui()
  const edit = column.edit
  const kind = edit?.kind ?? 'text'
  const items: readonly Item[] =
    kind === 'boolean'
      ? [
          { value: 'yes', label: t`Yes` },
          { value: 'no', label: t`No` },
        ]
      : (edit?.items ?? [])
  const listed = kind === 'choice' || kind === 'boolean'
  const stored = edit?.value(data) ?? ''
  const shownStored = items.find((item) => item.value === stored)?.label ?? stored
  const [text, setText] = useState('')
  const [typed, setTyped] = useState(false)
  const [chosen, setChosen] = useState(-1)
  const field = useRef<HTMLInputElement & HTMLTextAreaElement>(null)
  const wasOpen = useRef(false)

  useLayoutEffect(() => {
    if (open && !wasOpen.current) {
      const beginning = first ?? shownStored
      setTyped(first !== null)
      setText(beginning)
      setChosen(first !== null && first !== '' ? 0 : items.findIndex((item) => item.value === stored))
      actions.type(beginning)
      if (document.activeElement !== field.current) field.current?.focus({ preventScroll: true })
      // With the present value the person goes on from its end, or replaces a choice by typing.
      if (first === null) {
        requestAnimationFrame(() => {
          if (listed) field.current?.select()
          else field.current?.setSelectionRange(shownStored.length, shownStored.length)
        })
      }
    }
    if (!open && wasOpen.current) setText('')
    wasOpen.current = open
  }, [open, first, shownStored, stored, items, listed, actions])

  const found = listed ? matching(items, typed ? text : '') : []
  const at = Math.min(chosen, found.length - 1)
  const onChange = (value: string) => {
    // Together with the start, so that the field never loses what an input method is composing in it.
    setText(value)
    setTyped(true)
    setChosen(value === '' ? -1 : 0)
    if (open) actions.type(value)
    else actions.start(value)
  }
  const finish = (step: Step | null) => {
    const picked = listed && text !== '' ? found[at] : undefined
    if (picked) actions.commit(step, picked.value)
    else actions.commit(step)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (!open) return
    // Keys of an open field are its own; those of a composition belong to the input method.
    event.stopPropagation()
    if (isComposing({ isComposing: event.nativeEvent.isComposing, keyCode: event.keyCode })) return
    const lines = kind === 'long_text' && (event.altKey || event.shiftKey || event.ctrlKey || event.metaKey)
    if (event.key === 'Enter' && lines) {
      if (event.shiftKey) return
      event.preventDefault()
      const { selectionStart, selectionEnd } = event.currentTarget as HTMLTextAreaElement
      return onChange(`${text.slice(0, selectionStart)}\n${text.slice(selectionEnd)}`)
    }
    const arrow = listed ? { ArrowDown: 1, ArrowUp: -1 }[event.key] : undefined
    if (arrow) {
      event.preventDefault()
      return setChosen((at + arrow + found.length) % Math.max(1, found.length))
    }
    const ends: Record<string, Step> = {
      Enter: event.shiftKey ? 'up' : 'down',
      Tab: event.shiftKey ? 'left' : 'right',
    }
    const step = ends[event.key]
    if (step) {
      event.preventDefault()
      finish(step)
    } else if (event.key === 'Escape') {
      event.preventDefault()
      actions.cancel()
    }
  }
  const shared = {
    ref: field,
    'data-ready': true,
    className: open ? css.open : css.ready,
    value: text,
    tabIndex: 0,
    spellCheck: false,
    autoComplete: 'off',
    'aria-label': open ? column.title : `${column.title}: ${column.text(data) || '—'}`,
    'aria-invalid': fault !== null || undefined,
    'aria-describedby': fault === null ? undefined : 'grid-fault',
    onKeyDown,
    onCompositionStart: () => {
      if (!open) actions.start('')
    },
    onBlur: () => {
      if (open) actions.leave()
    },
  }
  return (
    <>
      {kind === 'long_text' ? (
        <textarea {...shared} rows={open ? 4 : 1} onChange={(event) => onChange(event.currentTarget.value)} />
      ) : (
        <input
          {...shared}
          {...(open && listed ? { role: 'combobox', 'aria-expanded': true, 'aria-controls': 'grid-choices' } : {})}
          {...(open && listed && found[at] ? { 'aria-activedescendant': `grid-choice-${at}` } : {})}
          inputMode={kind === 'money' || kind === 'number' ? 'decimal' : 'text'}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      )}
      {open && (listed || kind === 'date' || fault !== null) && (
        <Popup place={field.current}>
          {fault !== null && (
            <p id="grid-fault" role="alert" className={css.fault}>
              {fault}
            </p>
          )}
          {listed && (
            <ChoiceList
              label={column.title}
              items={found}
              at={at}
              stored={stored}
              onPoint={setChosen}
              onPick={(item) => actions.commit(null, item.value)}
            />
          )}
          {kind === 'date' && (
            <Suspense fallback={null}>
              <DayPicker value={stored} label={column.title} onPick={(day) => actions.commit(null, day)} />
            </Suspense>
          )}
        </Popup>
      )}
    </>
  )
}
