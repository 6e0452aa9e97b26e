import { type ReactNode, useLayoutEffect, useRef, useState } from 'react'
import { createPortal } from 'react-dom'
import css from './Popup.module.css'

const GAP = 4
const EDGE = 12
const TALLEST = 300

/** A panel below (or, where there is no room, above) an element of the grid. Clicks in it leave the focus alone. */
export function Popup({ place, children }: { place: Element | null; children: ReactNode }) {
  const [box, setBox] = useState<DOMRect | null>(null)
  const own = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    if (!place) return
    const follow = () => setBox(place.getBoundingClientRect())
    follow()
    // The grid scrolls inside itself, so every scroll of the page is listened to.
    window.addEventListener('scroll', follow, true)
    window.addEventListener('resize', follow)
    return () => {
      window.removeEventListener('scroll', follow, true)
      window.removeEventListener('resize', follow)
    }
  }, [place])
  // Whatever it holds, and whenever that arrives, it stays within the window.
  useLayoutEffect(() => {
    const panel = own.current
    if (!panel || !box) return
    const hold = () => {
      const over = box.left + panel.offsetWidth + EDGE - window.innerWidth
      panel.style.translate = over > 0 ? `${-over}px 0` : ''
    }
    hold()
    const observer = new ResizeObserver(hold)
    observer.observe(panel)
    return () => observer.disconnect()
  }, [box])
  if (!box) return null
  const below = window.innerHeight - box.bottom
  const up = below < TALLEST && box.top > below
  const style = up
    ? { left: box.left, bottom: window.innerHeight - box.top + GAP, minWidth: box.width }
    : { left: box.left, top: box.bottom + GAP, minWidth: box.width }
  return createPortal(
    // biome-ignore lint/a11y/noStaticElementInteractions: only keeps the focus where it is
    <div ref={own} className={css.popup} style={style} onMouseDown={(event) => event.preventDefault()}>
      {children}
    </div>,
    document.body,
  )
}
