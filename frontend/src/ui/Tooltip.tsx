import { useEffect, useRef, useState } from 'react'
import css from './Tooltip.module.css'

/** Attributes that give an element a tooltip; nothing for no text. */
export const tip = (text: string | undefined | null | false) => (text ? { 'data-tip': text } : {})

/** Milliseconds the pointer must rest before the first tooltip shows; the next follow at once. */
const REST = 450
const GAP = 6

type Shown = { text: string; x: number; y: number; up: boolean }

/**
 * The one tooltip of the page: shown for whatever carries `tip(...)` and is pointed at or focused by keyboard.
 *
 * Esc hides it. It only repeats or completes what the element says already, so it is no part of the reading order.
 */
export function Tooltips() {
  const [shown, setShown] = useState<Shown | null>(null)
  const bubble = useRef<HTMLDivElement>(null)
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    let of: Element | null = null
    const hide = () => {
      clearTimeout(timer)
      of = null
      setShown(null)
    }
    const show = (element: HTMLElement) => {
      const text = element.dataset.tip
      const box = element.getBoundingClientRect()
      if (!text || !element.isConnected || box.width === 0) return
      const up = box.bottom + 48 > window.innerHeight
      setShown({ text, x: box.left + box.width / 2, y: up ? box.top - GAP : box.bottom + GAP, up })
    }
    const onOver = (event: PointerEvent) => {
      const target = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-tip]') : null
      if (target === of) return
      const soon = of !== null && target !== null
      hide()
      if (!target || event.pointerType === 'touch') return
      of = target
      timer = setTimeout(() => show(target), soon ? 60 : REST)
    }
    const onFocus = (event: FocusEvent) => {
      const target = event.target
      if (target instanceof HTMLElement && target.dataset.tip && target.matches(':focus-visible')) show(target)
      else hide()
    }
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape') hide()
    }
    const listeners = [
      ['pointerover', onOver],
      ['focusin', onFocus],
      ['focusout', hide],
      ['pointerdown', hide],
      ['keydown', onKey],
      ['scroll', hide],
    ] as const
    for (const [name, listener] of listeners) document.addEventListener(name, listener as EventListener, true)
    return () => {
      clearTimeout(timer)
      for (const [name, listener] of listeners) document.removeEventListener(name, listener as EventListener, true)
    }
  }, [])
  // Near the window's edges it moves inwards instead of being cut.
  useEffect(() => {
    const element = bubble.current
    if (!element || !shown) return
    const box = element.getBoundingClientRect()
    const over = Math.max(0, box.right + 8 - window.innerWidth) - Math.max(0, 8 - box.left)
    if (over !== 0) element.style.translate = `calc(-50% - ${over}px) ${shown.up ? '-100%' : '0'}`
  }, [shown])
  if (!shown) return null
  return (
    <div
      ref={bubble}
      role="tooltip"
      className={css.tip}
      style={{ left: shown.x, top: shown.y, translate: `-50% ${shown.up ? '-100%' : '0'}` }}
    >
      {shown.text}
    </div>
  )
}
